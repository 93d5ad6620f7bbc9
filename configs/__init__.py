"""The configurations that come with ToolFlow: `default.yaml` and `paper.yaml`."""
