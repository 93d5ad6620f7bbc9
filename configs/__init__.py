"""The configurations that come with ToolFlow: default, paper, paper_sft for training, ablation."""
