from apis.api import API


class GetUserToken(API):
    description = "Get a user's token."
    input_parameters = {
        "username": {"type": "str", "description": "The name."},
        "password": {"type": "str", "description": "The password."},
    }
    output_parameters = {"token": {"type": "str", "description": "The token."}}
    database_name = "Account"

    def __init__(self, init_database=None):
        self.database = init_database or {}

    def call(self, username, password):
        given = {"username": username, "password": password}
        account = self.database.get(username)
        if account is None or account["password"] != password:
            return self.answer(given, exception="Wrong name or password.")
        print("a print of an API does no harm")
        return self.answer(given, {"token": account["token"]})
