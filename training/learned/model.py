"""One small encoder with a head a label and a head a token; letter case is a feature, since it reads small letters."""

from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import AutoModel

from bot.detectors.reader.reading import HEADS, TYPES

CASES = 4


class Reader(nn.Module):
    """MiniLM, six layers, with five heads: four for the message and one for every token."""

    def __init__(self, base: Path, dropout: float = 0.1, attention: str = "sdpa") -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(base, attn_implementation=attention)
        width = self.encoder.config.hidden_size
        self.case = nn.Embedding(CASES, width)
        nn.init.zeros_(self.case.weight)
        self.dropout = nn.Dropout(dropout)
        self.heads = nn.ModuleDict({name: nn.Linear(3 * width, len(values)) for name, values in HEADS.items()})
        self.tagger = nn.Linear(width, len(TYPES))

    def forward(self, ids: Tensor, case: Tensor, mask: Tensor) -> dict[str, Tensor]:
        """Read a batch.

        Args:
            ids: token ids, [messages, tokens].
            case: `data.letter_case`, [messages, tokens].
            mask: 1 for a token and 0 for padding, [messages, tokens].

        Returns:
            logits: ``tokens`` [messages, tokens, types] and one [messages, values] a head.
        """
        hidden = self.encoder(inputs_embeds=self.words(ids, case), attention_mask=mask).last_hidden_state
        return self.judge(hidden, mask)

    def words(self, ids: Tensor, case: Tensor) -> Tensor:
        """Embed tokens and how they are written, [messages, tokens, width]."""
        embedded: Tensor = self.encoder.embeddings.word_embeddings(ids) + self.case(case)
        return embedded

    def judge(self, hidden: Tensor, mask: Tensor) -> dict[str, Tensor]:
        """Turn the encoder's last states into logits."""
        seen = mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * seen).sum(1) / seen.sum(1).clamp(min=1)
        most = hidden.masked_fill(mask.unsqueeze(-1) == 0, -1e4).amax(1)
        pooled = self.dropout(torch.cat((hidden[:, 0], mean, most), dim=-1))
        logits = {name: head(pooled) for name, head in self.heads.items()}
        logits["tokens"] = self.tagger(self.dropout(hidden))
        return logits
