"""The configurations that come with ToolFlow: `default.yaml` and `paper.yaml`; for training `paper_sft.yaml`."""
