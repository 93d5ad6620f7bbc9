"""APIs that do what calls have to be guarded against."""

import os
import time

from apis.api import API


class Sleep(API):
    description = "Never ends."
    input_parameters = {"seconds": {"type": "float", "description": "How long."}}

    def call(self, seconds):
        time.sleep(seconds)
        return self.answer({"seconds": seconds}, "slept")


class Hoard(API):
    description = "Takes all memory."
    input_parameters = {"mebibytes": {"type": "int", "description": "How much."}}

    def call(self, mebibytes):
        return self.answer({"mebibytes": mebibytes}, len(bytearray(mebibytes << 20)))


class Weigh(API):
    description = "Weighs a parcel."
    input_parameters = {"kilos": {"type": "float", "description": "How heavy."}}

    def call(self, kilos):
        return self.answer({"kilos": kilos}, f"{kilos} kg")


class Leave(API):
    description = "Ends the process."
    input_parameters = {}

    def call(self):
        os._exit(7)


class Tell(API):
    description = "Tells a variable of the environment."
    input_parameters = {"name": {"type": "str", "description": "Which."}}

    def call(self, name):
        return self.answer({"name": name}, os.environ.get(name))


class Strict(API):
    description = "Compares what a result may not have."
    input_parameters = {"key": {"type": "str", "description": "Any."}}

    def call(self, key):
        return self.answer({"key": key}, key)

    def check_api_call_correctness(self, response, groundtruth):
        return response["input"][groundtruth["input"]["key"]] == 1
