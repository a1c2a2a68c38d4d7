"""Networks are measured on photos that they did not learn from."""

from pathlib import Path

from training import lessons


def test_no_photo_is_both_learnt_and_measured(tmp_path: Path):
    for seed in range(45):
        (tmp_path / f"{seed:07}.npz").touch()
    options = lessons.parser("cutout", None, 64).parse_args(
        ["--photos", str(tmp_path), "--minutes", "1", "--threads", "1"]
    )
    _, learnt, kept = lessons.begin(options, 1)
    assert len(kept) == 3
    assert len(learnt) == 42
    assert not set(learnt) & set(kept)
    said = lessons.about("cutout", options, 1, len(learnt), "what", ("limit",), {"IoU": 0.5})
    assert said.command == "python -m training.cutout --photos FOLDER --minutes 1 --side 64"
