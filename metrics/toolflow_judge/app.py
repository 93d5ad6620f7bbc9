"""The metric's page as a Hugging Face Space; its secrets hold OPENAI_API_KEY and, if wanted, JUDGE_MODEL."""

import os
from functools import partial

import evaluate
from evaluate.utils import launch_gradio_widget

if __name__ == "__main__":
    judge = evaluate.load("toolflow_judge.py")
    judge.compute = partial(judge.compute, model=os.environ.get("JUDGE_MODEL", "gpt-4o"))
    launch_gradio_widget(judge)
