"""Prompts longer than CLIP reads at once (77 tokens), encoded in pieces, so that nothing a seller wrote is cut off."""

from typing import Any

_PIECE = 75  # tokens a piece holds between its begin and end marks


def sdxl_embeddings(pipe: Any, prompt: str, negative: str | None) -> dict[str, Any]:
    """Prompt embeddings for an SDXL pipeline's call; `negative` None where nothing is guided away from.

    Each piece is encoded alone and the pieces stand one after the other, both prompts as long as the longer one. The
    pooled embedding is that of the first piece.
    """
    texts = [prompt] if negative is None else [prompt, negative]
    encoders = (pipe.tokenizer, pipe.text_encoder), (pipe.tokenizer_2, pipe.text_encoder_2)
    count = max(len(_pieces(tokenizer, text)) for tokenizer, _ in encoders for text in texts)
    device = pipe._execution_device
    made = [_encoded(encoders, text, count, device) for text in texts]
    named = {"prompt_embeds": made[0][0], "pooled_prompt_embeds": made[0][1]}
    if negative is not None:
        named |= {"negative_prompt_embeds": made[1][0], "negative_pooled_prompt_embeds": made[1][1]}
    return named


def _pieces(tokenizer: Any, text: str) -> list[list[int]]:
    tokens = tokenizer(text, add_special_tokens=False, truncation=False, verbose=False).input_ids
    return [tokens[i : i + _PIECE] for i in range(0, len(tokens), _PIECE)] or [[]]


def _encoded(encoders: tuple[tuple[Any, Any], ...], text: str, count: int, device: Any) -> tuple[Any, Any]:
    """(1, count × 77, both widths) and the pooled (1, width) of the last encoder."""
    import torch

    columns, pooled = list[Any](), None
    for tokenizer, encoder in encoders:
        pieces = _pieces(tokenizer, text)
        rows = list[Any]()
        for piece in [*pieces, *[[]] * (count - len(pieces))]:
            filled = [tokenizer.bos_token_id, *piece, tokenizer.eos_token_id]
            filled += [tokenizer.pad_token_id] * (_PIECE + 2 - len(filled))
            with torch.no_grad():
                out = encoder(torch.tensor([filled], device=device), output_hidden_states=True)
            pooled = out[0] if not rows else pooled
            rows.append(out.hidden_states[-2])
        columns.append(torch.cat(rows, 1))
    return torch.cat(columns, -1), pooled
