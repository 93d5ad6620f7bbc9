class API:
    """What every API of this checkout is, as in API-Bank's own `apis/api.py`."""

    description = ""
    input_parameters: dict = {}
    output_parameters: dict = {}

    def answer(self, given, output=None, exception=None):
        return {"api_name": type(self).__name__, "input": given, "output": output, "exception": exception}

    def check_api_call_correctness(self, response, groundtruth):
        return all(response[key] == groundtruth[key] for key in ("input", "output", "exception"))
