"""Real architectures with a few thousand random weights each, written to disk as a seller's own models.

`write(root, "sdxl", …)` lays their safetensors where the store looks and lists them in `models.yaml`, so that they go
through the registry, the store and the loader that real ones go through.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from pipelines.diffusion.imports import ready

REVISION = "0" * 40
_CHAT = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{% if m['content'] is string %}{{ m['content'] }}{% else %}"
    "{% for c in m['content'] %}{{ c.get('text', '') }}{% endfor %}{% endif %}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
_MARKS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|vision_end|>", "<|vision_pad|>",
          "<|image_pad|>", "<|video_pad|>")  # fmt: skip


def _alphabet() -> list[str]:
    from tokenizers.pre_tokenizers import ByteLevel

    return sorted(ByteLevel.alphabet())


def _clip_tokenizer(folder: Path) -> Any:
    from transformers import CLIPTokenizer

    folder.mkdir(parents=True)
    letters = _alphabet()
    words = [*letters, *(f"{letter}</w>" for letter in letters), "<|startoftext|>", "<|endoftext|>"]
    (folder / "vocab.json").write_text(json.dumps({word: i for i, word in enumerate(words)}), "utf-8")
    (folder / "merges.txt").write_text("#version: 0.2\n", "utf-8")
    return CLIPTokenizer.from_pretrained(folder, model_max_length=77)


def _clip_config() -> Any:
    from transformers import CLIPTextConfig

    return CLIPTextConfig(
        vocab_size=514, hidden_size=32, intermediate_size=37, num_hidden_layers=2, num_attention_heads=4,
        max_position_embeddings=77, projection_dim=32, bos_token_id=512, eos_token_id=513, pad_token_id=513,
    )  # fmt: skip


def _vae(**changes: Any) -> Any:
    from diffusers import AutoencoderKL

    settings: dict[str, Any] = {
        "block_out_channels": (8, 16, 16, 16), "latent_channels": 4, "norm_num_groups": 4, "sample_size": 64,
        "down_block_types": ("DownEncoderBlock2D",) * 4, "up_block_types": ("UpDecoderBlock2D",) * 4,
    }  # fmt: skip
    return AutoencoderKL(**settings | changes)


def _unet(**changes: Any) -> Any:
    from diffusers import UNet2DConditionModel

    settings: dict[str, Any] = {
        "sample_size": 32, "in_channels": 4, "out_channels": 4, "layers_per_block": 1, "block_out_channels": (16, 32),
        "norm_num_groups": 8, "cross_attention_dim": 32, "attention_head_dim": 4,
        "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D"),
        "up_block_types": ("CrossAttnUpBlock2D", "UpBlock2D"),
    }  # fmt: skip
    return UNet2DConditionModel(**settings | changes)


_XL: dict[str, Any] = {
    "block_out_channels": (16, 32), "layers_per_block": 1, "attention_head_dim": (2, 4), "norm_num_groups": 8,
    "use_linear_projection": True, "addition_embed_type": "text_time", "addition_time_embed_dim": 8,
    "transformer_layers_per_block": (1, 1), "projection_class_embeddings_input_dim": 6 * 8 + 32,
    "cross_attention_dim": 64,
}  # fmt: skip


def _sdxl(folder: Path) -> Any:
    from diffusers import EulerDiscreteScheduler, StableDiffusionXLPipeline
    from transformers import CLIPTextModel, CLIPTextModelWithProjection

    first, second = (_clip_tokenizer(folder.parent / "tokens" / name) for name in "12")
    return StableDiffusionXLPipeline(
        vae=_vae(), unet=_unet(**_XL), tokenizer=first, tokenizer_2=second,
        text_encoder=CLIPTextModel(_clip_config()), text_encoder_2=CLIPTextModelWithProjection(_clip_config()),
        scheduler=EulerDiscreteScheduler(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear"),
    )  # fmt: skip


def _union(folder: Path) -> Any:
    from diffusers import ControlNetUnionModel
    from torch.nn.init import normal_

    made = ControlNetUnionModel(
        **_XL, down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"), num_control_type=6, num_trans_channel=16,
        num_trans_head=2, num_trans_layer=1, num_proj_channel=16, conditioning_channels=3,
        conditioning_embedding_out_channels=(8, 8, 16, 16),
    )  # fmt: skip
    for weights in made.parameters():  # a fresh ControlNet's last layers are zero, so that it does nothing
        if not weights.any():
            normal_(weights, std=0.1)
    return made


def _sd15(folder: Path) -> Any:
    from diffusers import EulerDiscreteScheduler, StableDiffusionPipeline
    from transformers import CLIPTextModel

    return StableDiffusionPipeline(
        vae=_vae(), unet=_unet(), tokenizer=_clip_tokenizer(folder.parent / "tokens" / "15"),
        text_encoder=CLIPTextModel(_clip_config()), scheduler=EulerDiscreteScheduler(), safety_checker=None,
        feature_extractor=None, requires_safety_checker=False,
    )  # fmt: skip


def _qwen_tokenizer() -> Any:
    from transformers import Qwen2Tokenizer

    tokenizer = Qwen2Tokenizer(vocab={t: i for i, t in enumerate(_alphabet())}, merges=[], chat_template=_CHAT)
    tokenizer.add_tokens(list(_MARKS), special_tokens=True)
    return tokenizer


def _qwen3(kind: str, tokenizer: Any, layers: int) -> Any:
    import transformers

    config = transformers.Qwen3Config(
        hidden_size=16, intermediate_size=16, num_hidden_layers=layers, num_attention_heads=2, num_key_value_heads=2,
        head_dim=8, vocab_size=len(tokenizer), max_position_embeddings=1024,
    )  # fmt: skip
    return getattr(transformers, kind)(config)


def _klein(folder: Path) -> Any:
    from diffusers import (
        AutoencoderKLFlux2,
        FlowMatchEulerDiscreteScheduler,
        Flux2KleinPipeline,
        Flux2Transformer2DModel,
    )

    tokenizer = _qwen_tokenizer()
    return Flux2KleinPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(), tokenizer=tokenizer, is_distilled=True,
        text_encoder=_qwen3("Qwen3ForCausalLM", tokenizer, 28),  # prompts are read from layers 9, 18 and 27
        vae=AutoencoderKLFlux2(
            sample_size=32, block_out_channels=(4, 8, 8, 8), down_block_types=("DownEncoderBlock2D",) * 4,
            up_block_types=("UpDecoderBlock2D",) * 4, layers_per_block=1, latent_channels=2, norm_num_groups=2,
        ),
        transformer=Flux2Transformer2DModel(
            patch_size=1, in_channels=8, num_layers=1, num_single_layers=1, attention_head_dim=16,
            num_attention_heads=2, joint_attention_dim=3 * 16, timestep_guidance_channels=256,
            axes_dims_rope=[4, 4, 4, 4],
            guidance_embeds=False,
        ),
    )  # fmt: skip


def _qwen_edit(folder: Path) -> Any:
    from diffusers import (
        AutoencoderKLQwenImage,
        FlowMatchEulerDiscreteScheduler,
        QwenImageEditPlusPipeline,
        QwenImageTransformer2DModel,
    )
    from transformers import Qwen2VLImageProcessor, Qwen2VLProcessor, Qwen2VLVideoProcessor

    tokenizer = _qwen_tokenizer()
    images = Qwen2VLImageProcessor(min_pixels=56 * 56, max_pixels=56 * 56)
    return QwenImageEditPlusPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(), tokenizer=tokenizer, text_encoder=_qwen_vl(tokenizer),
        processor=Qwen2VLProcessor(images, tokenizer, Qwen2VLVideoProcessor(), chat_template=_CHAT),
        vae=AutoencoderKLQwenImage(
            base_dim=8, z_dim=4, dim_mult=[1, 1, 2, 2], num_res_blocks=1, temperal_downsample=[False, True, True],
            latents_mean=[0.1] * 4, latents_std=[1.5] * 4,
        ),
        transformer=QwenImageTransformer2DModel(
            patch_size=2, in_channels=16, out_channels=4, num_layers=1, attention_head_dim=16, num_attention_heads=2,
            joint_attention_dim=16, guidance_embeds=False, axes_dims_rope=(8, 4, 4),
        ),
    )  # fmt: skip


def _qwen_vl(tokenizer: Any) -> Any:
    from transformers import Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration

    mark = tokenizer.convert_tokens_to_ids
    heads = {"hidden_size": 16, "intermediate_size": 16, "num_attention_heads": 2}
    rope = {"mrope_section": [1, 1, 2], "rope_type": "default"}
    text = {"num_hidden_layers": 2, "num_key_value_heads": 2, "vocab_size": len(tokenizer), "rope_theta": 1e6}
    sight = {"depth": 2, "hidden_size": 16, "intermediate_size": 16, "num_heads": 2, "out_hidden_size": 16}
    return Qwen2_5_VLForConditionalGeneration(
        Qwen2_5_VLConfig(
            text_config={**heads, **text, "rope_scaling": rope}, vision_config=sight, bos_token_id=None,
            image_token_id=mark("<|image_pad|>"), video_token_id=mark("<|video_pad|>"),
            vision_start_token_id=mark("<|vision_start|>"), vision_end_token_id=mark("<|vision_end|>"),
            eos_token_id=mark("<|im_end|>"),
        )
    )  # fmt: skip


def _z_image(folder: Path) -> Any:
    from diffusers import FlowMatchEulerDiscreteScheduler, ZImagePipeline, ZImageTransformer2DModel

    tokenizer = _qwen_tokenizer()
    return ZImagePipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(), tokenizer=tokenizer,
        text_encoder=_qwen3("Qwen3Model", tokenizer, 2),
        vae=_vae(latent_channels=16, scaling_factor=0.3611, shift_factor=0.1159),
        transformer=ZImageTransformer2DModel(
            all_patch_size=(2,), all_f_patch_size=(1,), in_channels=16, dim=32, n_layers=1, n_refiner_layers=1,
            n_heads=2, n_kv_heads=2, cap_feat_dim=16, axes_dims=[8, 4, 4], axes_lens=[1024, 64, 64],
        ),
    )  # fmt: skip


def _words(folder: Path) -> Any:
    """A language model; its tokenizer is written beside it."""
    tokenizer = _qwen_tokenizer()
    tokenizer.save_pretrained(folder)
    return _qwen3("Qwen3ForCausalLM", tokenizer, 2)


_BUILT: dict[str, tuple[str, Callable[[Path], Any]]] = {
    "sdxl": ("StableDiffusionXLPipeline", _sdxl),
    "sd15": ("StableDiffusionPipeline", _sd15),
    "klein": ("Flux2KleinPipeline", _klein),
    "qwen": ("QwenImageEditPlusPipeline", _qwen_edit),
    "z-image": ("ZImagePipeline", _z_image),
}
NAMES = tuple(_BUILT)
"""Those that paint."""
_BUILT["words"] = "Qwen3ForCausalLM", _words
JOBS = {"sd15": ["relight"], "sdxl": ["scene", "inpaint", "imagine"], "klein": ["scene", "inpaint", "edit", "imagine"],
        "qwen": ["scene", "edit"], "z-image": ["scene", "imagine"], "words": ["prompt"]}  # fmt: skip


def part(name: str, kind: str, folder: Path, commercial: str) -> dict[str, Any]:
    """What `models.yaml` says of the files that lie in a folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    listed = [{"path": str(path.relative_to(folder)), "bytes": path.stat().st_size} for path in files]
    return {
        "kind": kind, "hub_id": f"tiny/{name}", "revision": REVISION, "files": listed, "licence": "MIT",
        "licence_url": "https://example.org/licence", "commercial": commercial,
    }  # fmt: skip


def entry(root: Path, name: str, commercial: str = "yes", **changes: Any) -> dict[str, Any]:
    """Write the tiny model of that name; returns its entry for `models.yaml`, with `changes`."""
    import torch

    ready()
    torch.manual_seed(0)
    kind, build = _BUILT[name]
    folder = root / f"tiny--{name}" / REVISION
    build(folder).save_pretrained(folder)
    parts = [part(name, "pipeline", folder, commercial)]
    if name == "sdxl":
        controls = root / "tiny--union" / REVISION
        _union(controls).save_pretrained(controls)
        parts.append(part("union", "controlnet", controls, commercial))
    if name == "sd15":
        parts.append(part("light", "weights", _light_weights(root), commercial))
    library = "transformers" if name == "words" else "diffusers"
    guidance = 1.0 if name == "klein" else 3.0
    return {
        "id": f"tiny-{name}", "name": f"Tiny {name}", "jobs": JOBS[name], "loads": f"{library}.{kind}", "parts": parts,
        "run": {"steps": 4, "guidance": guidance, "strength": 0.5, "side": 128, "tflop": 0.001},
        "fits": {"cpu": {"memory_gb": 0.1, "dtype": "float32"}},
        **changes,
    }  # fmt: skip


def _light_weights(root: Path) -> Path:
    """Differences to a Stable Diffusion UNet with four more input channels, as IC-Light's file holds them."""
    import torch
    from safetensors.torch import save_file

    folder = root / "tiny--light" / REVISION
    folder.mkdir(parents=True)
    wide = _unet(in_channels=8).state_dict()
    save_file({name: 0.01 * torch.randn_like(value) for name, value in wide.items()}, folder / "light.safetensors")
    return folder


def write(root: Path, *names: str, **changes: Any) -> None:
    """Write tiny models and list them, with `changes` to each entry, as the seller's own."""
    root.mkdir(parents=True, exist_ok=True)
    listed = {"models": [entry(root, name, **changes) for name in names]}
    (root / "models.yaml").write_text(yaml.safe_dump(listed), "utf-8")
