"""The configurations that come with ToolFlow: `default`, `paper`, and `paper_sft` for training."""
