"""The metric's page as a Hugging Face Space."""

import evaluate
from evaluate.utils import launch_gradio_widget

if __name__ == "__main__":
    launch_gradio_widget(evaluate.load("toolflow_diversity.py"))
