import a_package_that_nobody_has

from apis.api import API


class TranslateTitle(API):
    description = "Translate a title."
    input_parameters = {"title": {"type": "str", "description": "The title."}}

    def call(self, title):
        return self.answer({"title": title}, a_package_that_nobody_has.translate(title))
