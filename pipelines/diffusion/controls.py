"""Control maps: what of a picture's structure a ControlNet is to keep, drawn as it was taught."""

import warnings
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
from PIL import Image

from pipelines.core.colour import Bytes, Floats
from pipelines.diffusion.imports import ready
from pipelines.diffusion.painting import Control
from pipelines.diffusion.registry import Job, Model, Tier
from pipelines.diffusion.skeleton import drawn, openpose
from pipelines.diffusion.store import (
    MissingModel,
    accepted,
    folder,
    installed,
    missing,
    needs_acceptance,
    serving,
    unusable,
)

_LEAST = 64  # px: controlnet_aux works on multiples of this
_ENDS = 1, 99  # percentiles of nearness that become black and white
_SEEN = 0.3  # score from which a key point is drawn
_NO_DRAWER = "The package controlnet-aux is not installed; run: pip install controlnet-aux"


def control(kind: Control, picture: Bytes, tier: Tier = "cpu", given: Floats | None = None) -> Bytes:
    """The control map of a picture, both (H, W, 3) 8-bit sRGB.

    canny and lineart are white lines on black and need no weights; depth is white where it is near, from `given` (the
    distance from the camera, (H, W), in any unit) or by the registry's model for the tier; pose is OpenPose's skeleton
    of the one person in the picture. Raises MissingModel where a model or package is not here.
    """
    makers: dict[Control, Callable[[], Bytes]] = {
        "canny": lambda: _canny(picture),
        "lineart": lambda: _lineart(picture),
        "depth": lambda: _grey(_depth(picture, tier) if given is None else _nearness(given), picture),
        "pose": lambda: _pose(picture, tier),
    }
    return makers[kind]()


def _canny(picture: Bytes) -> Bytes:
    side = max(min(picture.shape[:2]), _LEAST)
    edges = _drawers().CannyDetector()(picture, detect_resolution=side, image_resolution=side)
    return _fitted(edges, picture)


def _lineart(picture: Bytes) -> Bytes:
    detector = _drawers().LineartStandardDetector()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # of a plain picture it takes the median of no line at all
        lines = detector(picture, detect_resolution=max(min(picture.shape[:2]), _LEAST), output_type="np")
    return _fitted(lines, picture)


def _drawers() -> Any:
    """controlnet_aux, which speaks up about every optional part that is not there."""
    ready()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import controlnet_aux
    except ModuleNotFoundError as error:
        raise MissingModel(_NO_DRAWER) from error
    return controlnet_aux


def _depth(picture: Bytes, tier: Tier) -> Floats:
    """How near each pixel is, (H, W), by a model that was taught relative inverse depth."""
    model = _chosen("depth", tier)
    from transformers import pipeline

    network, processor = _loaded(model, "AutoModelForDepthEstimation")
    estimate = pipeline("depth-estimation", model=network, image_processor=processor)
    found: Floats = estimate(Image.fromarray(picture))["predicted_depth"].float().cpu().numpy()
    return found


def _pose(picture: Bytes, tier: Tier) -> Bytes:
    model = _chosen("pose", tier)
    import torch

    network, processor = _loaded(model, model.loads.removeprefix("transformers."))
    height, width = picture.shape[:2]
    everything = [[[0.0, 0.0, float(width), float(height)]]]
    inputs = processor(Image.fromarray(picture), boxes=everything, return_tensors="pt")
    with torch.inference_mode():
        heat = network(**inputs)
    (person,) = processor.post_process_pose_estimation(heat, boxes=everything)[0]
    points = openpose(person["keypoints"].numpy(), person["scores"].numpy(), _SEEN)
    return drawn(points, (width, height))


def _chosen(job: Job, tier: Tier) -> Model:
    """The first of the job's models for the tier that is here and may be used. Raises MissingModel."""
    offered = [model for model in serving(job, tier) if model.loads.startswith("transformers.")]
    if not offered:
        raise MissingModel(f"There is no model for {job} on this machine's memory; choose another control.")
    here = [model for model in offered if installed(model)]
    if not here:
        raise missing(offered[0])
    ready()
    usable = next((model for model in here if accepted(model)), None)
    if usable is None:
        raise needs_acceptance(here[0])
    return usable


def _loaded(model: Model, loader: str) -> tuple[Any, Any]:
    """The network, on the CPU and ready, and what prepares its pictures; both from this machine's files alone."""
    import transformers

    place = folder(model.base)
    try:
        network = getattr(transformers, loader).from_pretrained(place, local_files_only=True, use_safetensors=True)
        processor = transformers.AutoImageProcessor.from_pretrained(place, local_files_only=True)
    except Exception as error:  # damaged files raise a class of their own in each library below
        raise unusable(model, error) from error
    return network.eval(), processor


def _nearness(distance: Floats) -> Floats:
    """Inverse distance, what depth ControlNets were taught; whatever is not a distance is far away."""
    known = np.isfinite(distance) & (distance > 0)
    return np.where(known, 1 / np.where(known, distance, 1), 0).astype(np.float32)


def _grey(near: Floats, picture: Bytes) -> Bytes:
    """Nearness (h, w) as grey levels of the picture's size, the nearest white; a flat map is black."""
    low, high = np.percentile(near, _ENDS)
    level = np.clip((near - low) / max(high - low, 1e-9), 0, 1) * 255
    return _fitted(np.repeat((level + 0.5).astype(np.uint8)[..., None], 3, -1), picture)


def _fitted(drawing: Bytes, picture: Bytes) -> Bytes:
    """A map at the size of its picture."""
    size = picture.shape[1::-1]
    return drawing if drawing.shape[1::-1] == size else cv2.resize(drawing, size, interpolation=cv2.INTER_AREA)
