"""Networks are measured on photos that they did not learn from."""

from itertools import islice
from pathlib import Path

import torch

from training import lessons


def test_no_photo_is_both_learnt_and_measured(tmp_path: Path):
    for seed in range(45):
        (tmp_path / f"{seed:07}.npz").touch()
    options = lessons.parser("cutout", None, (64, 96)).parse_args(
        ["--photos", str(tmp_path), "--minutes", "1", "--threads", "1"]
    )
    _, learnt, kept = lessons.begin(options, 1)
    assert len(kept) == 3
    assert len(learnt) == 42
    assert not set(learnt) & set(kept)
    said = lessons.about("cutout", options, 1, len(learnt), "what", ("limit",), {"IoU": 0.5})
    assert said.command == "python -m training.cutout --photos FOLDER --minutes 1 --sides 64 96 --short 0"


def test_every_batch_has_about_as_many_pixels(tmp_path: Path):
    torch.manual_seed(0)
    options = lessons.parser("cutout", None, (80, 160, 320)).parse_args(["--photos", str(tmp_path), "--minutes", "1"])
    seen = set(islice(lessons.turns(options), 50))
    assert seen == {(80, 64), (160, 16), (320, 4)}
