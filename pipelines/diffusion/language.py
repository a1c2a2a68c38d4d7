"""A small language model, where one is installed: a question in, its answer out. It runs on the CPU, then is let go."""

from pipelines.diffusion.choice import chosen
from pipelines.diffusion.imports import ready
from pipelines.diffusion.places import folder
from pipelines.diffusion.registry import Model
from pipelines.diffusion.store import unusable

_MOST = 400  # tokens of an answer


def answer(question: str) -> str:
    """What the registry's language model answers, the likeliest word at each place, so that it answers alike each time.

    Raises MissingModel where none is here, or its files are damaged.
    """
    model = chosen("prompt", None)
    ready()
    return _said(model, question)


def _said(model: Model, question: str) -> str:
    import torch
    import transformers

    where = folder(model.base)
    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(where, local_files_only=True)
        network = getattr(transformers, model.loads.rpartition(".")[2]).from_pretrained(
            where, local_files_only=True, use_safetensors=True, dtype=torch.bfloat16
        )
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise unusable(model, error) from error
    asked = tokenizer.apply_chat_template(
        [{"role": "user", "content": question}], add_generation_prompt=True, enable_thinking=False, return_tensors="pt",
        return_dict=True,
    )  # fmt: skip
    with torch.inference_mode():
        out = network.eval().generate(**asked, max_new_tokens=_MOST, do_sample=False)
    return str(tokenizer.decode(out[0, asked["input_ids"].shape[1] :], skip_special_tokens=True)).strip()
