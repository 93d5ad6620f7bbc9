from apis.api import API


class CheckToken(API):
    description = "Check a token."
    input_parameters = {"token": {"type": "str", "description": "The token."}}
    output_parameters = {"username": {"type": "str", "description": "Whose it is."}}
    database_name = "Account"

    def __init__(self, init_database=None):
        self.database = init_database or {}

    def check_token(self, token):
        for username, account in self.database.items():
            if account["token"] == token:
                return username
        raise Exception("The token is invalid.")

    def call(self, token):
        return self.answer({"token": token}, {"username": self.check_token(token)})
