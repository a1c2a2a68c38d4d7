"""What is settled before heavy libraries are imported."""

import os

from pipelines.diffusion.imports import absent, ready


def test_the_hubs_client_stays_off_the_network_and_the_sellers_own_wish_is_left_alone(monkeypatch):
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    ready.cache_clear()
    ready()
    from huggingface_hub import is_offline_mode

    assert is_offline_mode()
    assert "HF_HUB_OFFLINE" not in os.environ  # `models get` obeys it


def test_torchvision_can_be_imported_beside_any_torch():
    assert absent() == ()
    ready()
    import torch
    import torchvision

    assert torchvision.transforms.functional.resize(torch.zeros(3, 8, 8), [4, 4]).shape == (3, 4, 4)
