"""Models of a few thousand weights, randomly initialised, as folders that transformers loads."""

from __future__ import annotations

from pathlib import Path

WORDS = [chr(97 + at) * 3 for at in range(26)]  # aaa, bbb, ... zzz: one token each


def save_tokenizer(folder: Path, max_length: int) -> int:
    """Save a tokenizer of whole words like BERT's, and return the size of its vocabulary."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    vocabulary = {word: at for at, word in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *WORDS])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        model_max_length=max_length,
    )
    fast.save_pretrained(folder)
    return len(vocabulary)


def tiny_config(vocabulary: int, positions: int, **settings):
    from transformers import BertConfig

    return BertConfig(
        vocab_size=vocabulary,
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=positions,
        initializer_range=1.0,  # wide, so that every token shows in the outcome
        pad_token_id=0,
        **settings,
    )


def save_nli(folder: Path, labels: list[str], positions: int = 16, seed: int = 0) -> Path:
    """Save a classifier of pairs with these labels that reads `positions` tokens."""
    import torch
    from transformers import BertForSequenceClassification

    torch.manual_seed(seed)
    vocabulary = save_tokenizer(folder, max_length=10**30)
    names = dict(enumerate(labels))
    config = tiny_config(
        vocabulary, positions, id2label=names, label2id={name: at for at, name in names.items()}
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


def save_encoder(folder: Path, positions: int = 16, seed: int = 0) -> Path:
    """Save a sentence-transformers model that reads `positions` tokens."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertModel

    torch.manual_seed(seed)
    vocabulary = save_tokenizer(folder / "bert", max_length=positions)
    BertModel(tiny_config(vocabulary, positions)).save_pretrained(folder / "bert")
    words = Transformer(str(folder / "bert"))
    pooling = Pooling(words.get_embedding_dimension(), "mean")
    SentenceTransformer(modules=[words, pooling], device="cpu").save(str(folder / "encoder"))
    return folder / "encoder"
