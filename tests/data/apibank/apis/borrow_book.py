import json

from apis.api import API


class BorrowBook(API):
    description = "Lend a book that is there."
    input_parameters = {
        "token": {"type": "str", "description": "The token."},
        "title": {"type": "str", "description": "The title."},
        "days": {"type": "int", "description": "For how many days."},
        "readers": {"type": "list(str)", "description": "Who may read it."},
    }
    output_parameters = {"status": {"type": "str", "description": "When it is due."}}
    database_name = "Books"

    def __init__(self, init_database=None, token_checker=None):
        self.database = init_database or {}
        self.token_checker = token_checker

    def check_api_call_correctness(self, response, groundtruth):
        # forgives the case of a title; takes the title out of both, as some of API-Bank's checks do
        title, right = response["input"].pop("title"), groundtruth["input"].pop("title")
        return title.lower() == right.lower() and super().check_api_call_correctness(response, groundtruth)

    def call(self, token, title, days, readers):
        given = {"token": token, "title": title, "days": days, "readers": readers}
        try:
            name = self.token_checker.check_token(token)
            book = next(book for book in self.database if book.lower() == title.lower())
            if self.database[book]:
                raise Exception(f"{book} is lent to {self.database[book]}.")
            self.database[book] = name
        except StopIteration:
            return self.answer(given, exception="There is no such book.")
        except Exception as error:
            return self.answer(given, exception=str(error))
        json.dumps(readers)
        return self.answer(given, f"due in {days} days")


class RenewLoan(API):
    description = "Renew a loan."
    input_parameters = {
        "token": {"type": "str", "description": "The token."},
        "title": {"type": "str", "description": "The title."},
        "silent": {"type": "bool", "description": "Whether to send no mail."},
    }
    output_parameters = {"status": {"type": "str", "description": "Whether it was renewed."}}
    database_name = "Books"

    def __init__(self, init_database=None, token_checker=None):
        self.database = init_database or {}
        self.token_checker = token_checker

    def call(self, token, title, silent):
        given = {"token": token, "title": title, "silent": silent}
        if self.database.get(title) != self.token_checker.check_token(token):
            return self.answer(given, exception="This loan is not yours.")
        return self.answer(given, "renewed")
