"""API-Bank's levels 1 and 2: its samples, what a model is offered, whether its call is right.

`samples` reads the dialogues, `offered` makes prompts of them, `execution` has a checkout's official
implementations run calls, `matching` compares calls where there is none. Nothing here is API-Bank's code.
"""
