"""The real architectures with random weights, built on a device: what they cost does not depend on what they learnt.

Sizes are those of the published configurations; `python -m benchmarks.gpu --count` holds the number of weights against
the sizes of the files in the registry.
"""

import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

XL: dict[str, Any] = {
    "block_out_channels": (320, 640, 1280), "layers_per_block": 2, "attention_head_dim": (5, 10, 20),
    "transformer_layers_per_block": (1, 2, 10), "cross_attention_dim": 2048, "use_linear_projection": True,
    "addition_embed_type": "text_time", "addition_time_embed_dim": 256, "projection_class_embeddings_input_dim": 2816,
}  # fmt: skip
_SMALL: dict[str, Any] = {
    "block_out_channels": (160, 320, 640), "attention_head_dim": (2, 4, 8), "transformer_layers_per_block": (1, 1, 2)
}  # fmt: skip
_DOWN = ("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D")
_UP = ("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D")


def letters() -> list[str]:
    """A symbol for each byte, as byte-level tokenizers have them."""
    from tokenizers.pre_tokenizers import ByteLevel

    return sorted(ByteLevel.alphabet())


def clip_tokenizer() -> Any:
    """A CLIP tokenizer that knows letters only."""
    from transformers import CLIPTokenizer

    words = [*letters(), *(f"{letter}</w>" for letter in letters()), "<|startoftext|>", "<|endoftext|>"]
    with TemporaryDirectory() as folder:
        (Path(folder) / "vocab.json").write_text(json.dumps({word: i for i, word in enumerate(words)}), "utf-8")
        (Path(folder) / "merges.txt").write_text("#version: 0.2\n", "utf-8")
        return CLIPTokenizer.from_pretrained(folder, model_max_length=77)


def qwen_tokenizer() -> Any:
    """A Qwen tokenizer that knows letters only."""
    from transformers import Qwen2Tokenizer

    chat = "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
    tokenizer = Qwen2Tokenizer(vocab={t: i for i, t in enumerate(letters())}, merges=[], chat_template=chat)
    tokenizer.add_tokens(["<|endoftext|>", "<|im_start|>", "<|im_end|>"], special_tokens=True)
    return tokenizer


def sdxl(small: bool = False) -> tuple[Any, dict[str, Any]]:
    """An SDXL pipeline and its union ControlNet; `small` it is a tenth of it, but for the VAE, for a CPU."""
    import torch
    import transformers
    from diffusers import ControlNetUnionModel, EulerDiscreteScheduler, StableDiffusionXLPipeline, UNet2DConditionModel

    sizes = {**XL, **_SMALL} if small else XL
    first = transformers.CLIPTextConfig(hidden_size=768, num_hidden_layers=2 if small else 12, num_attention_heads=12,
                                        intermediate_size=3072, projection_dim=768)  # fmt: skip
    second = transformers.CLIPTextConfig(hidden_size=1280, num_hidden_layers=2 if small else 32, num_attention_heads=20,
                                         intermediate_size=5120, projection_dim=1280)  # fmt: skip
    with torch.device("cpu"):  # where schedulers count
        scheduler = EulerDiscreteScheduler(beta_start=0.00085, beta_end=0.012, timestep_spacing="trailing")
    pipe = StableDiffusionXLPipeline(
        vae=_kl_vae(), scheduler=scheduler,
        text_encoder=transformers.CLIPTextModel(first), tokenizer=clip_tokenizer(), tokenizer_2=clip_tokenizer(),
        text_encoder_2=transformers.CLIPTextModelWithProjection(second),
        unet=UNet2DConditionModel(sample_size=128, in_channels=4, out_channels=4, down_block_types=_DOWN,
                                  up_block_types=_UP, **sizes),
    )  # fmt: skip
    controls = ControlNetUnionModel(down_block_types=_DOWN, num_control_type=8, **sizes)
    return pipe, {"controlnet": controls}


def _kl_vae() -> Any:
    from diffusers import AutoencoderKL

    return AutoencoderKL(
        block_out_channels=(128, 256, 512, 512), layers_per_block=2, latent_channels=4, sample_size=1024,
        down_block_types=("DownEncoderBlock2D",) * 4, up_block_types=("UpDecoderBlock2D",) * 4, scaling_factor=0.13025,
        force_upcast=False,
    )  # fmt: skip


def klein() -> tuple[Any, dict[str, Any]]:
    """FLUX.2 klein 4B."""
    import transformers
    from diffusers import (
        AutoencoderKLFlux2,
        FlowMatchEulerDiscreteScheduler,
        Flux2KleinPipeline,
        Flux2Transformer2DModel,
    )

    text = transformers.Qwen3Config(
        hidden_size=2560, intermediate_size=9728, num_hidden_layers=36, num_attention_heads=32, num_key_value_heads=8,
        head_dim=128, vocab_size=151936, tie_word_embeddings=True,
    )  # fmt: skip
    return Flux2KleinPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True), tokenizer=qwen_tokenizer(),
        text_encoder=transformers.Qwen3ForCausalLM(text), vae=AutoencoderKLFlux2(), is_distilled=True,
        transformer=Flux2Transformer2DModel(
            in_channels=128, num_layers=5, num_single_layers=20, attention_head_dim=128, num_attention_heads=24,
            joint_attention_dim=7680, guidance_embeds=False,
        ),
    ), {}  # fmt: skip


def qwen() -> tuple[Any, dict[str, Any]]:
    """Qwen-Image-Edit: its transformer and VAE are the defaults of their classes."""
    import transformers
    from diffusers import (
        AutoencoderKLQwenImage,
        FlowMatchEulerDiscreteScheduler,
        QwenImageEditPlusPipeline,
        QwenImageTransformer2DModel,
    )

    tokenizer = qwen_tokenizer()
    marks = ["<|vision_start|>", "<|vision_end|>", "<|vision_pad|>", "<|image_pad|>", "<|video_pad|>"]
    tokenizer.add_tokens(marks, special_tokens=True)
    start, end, _, image, video = tokenizer.convert_tokens_to_ids(marks)
    config = transformers.Qwen2_5_VLConfig(
        vision_start_token_id=start, vision_end_token_id=end, image_token_id=image, video_token_id=video,
        text_config={"hidden_size": 3584, "intermediate_size": 18944, "num_hidden_layers": 28,
                     "num_attention_heads": 28, "num_key_value_heads": 4, "vocab_size": 152064},
        vision_config={"hidden_size": 1280, "intermediate_size": 3420, "num_heads": 16, "out_hidden_size": 3584},
    )  # fmt: skip
    processor = transformers.Qwen2VLProcessor(
        transformers.Qwen2VLImageProcessor(), tokenizer, transformers.Qwen2VLVideoProcessor(),
        chat_template=tokenizer.chat_template,
    )  # fmt: skip
    return QwenImageEditPlusPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True), tokenizer=tokenizer, processor=processor,
        text_encoder=transformers.Qwen2_5_VLForConditionalGeneration(config), vae=AutoencoderKLQwenImage(),
        transformer=QwenImageTransformer2DModel(),
    ), {}  # fmt: skip


BUILT: dict[str, Callable[[], tuple[Any, dict[str, Any]]]] = {
    "sdxl-lightning": sdxl, "flux-2-klein-4b": klein, "qwen-image-edit-2511": qwen
}  # fmt: skip
"""By the ids of the registry's models that have these architectures."""


def build(id: str, device: str, dtype: str) -> tuple[Any, dict[str, Any]]:
    """One of them, its weights random, where and as it is wanted."""
    import torch

    before = torch.get_default_dtype()
    torch.set_default_dtype(getattr(torch, dtype))
    try:
        torch.manual_seed(0)
        with torch.device(device):
            return BUILT[id]()
    finally:
        torch.set_default_dtype(before)
