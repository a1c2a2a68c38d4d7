"""The jobs as scripts call them, over the network."""

from pathlib import Path

import cv2
import gradio_client
import pytest


@pytest.fixture(scope="module")
def client(address, tmp_path_factory):
    return gradio_client.Client(address, download_files=tmp_path_factory.mktemp("answers"), verbose=False)


def test_what_a_script_says_of_the_cutout_is_law(client, photo):
    sent = gradio_client.handle_file(str(photo))
    keep, remove = "[[[20, 20], [80, 20], [80, 80], [20, 80]]]", "[[[240, 313], [360, 313], [360, 427], [240, 427]]]"
    answer = client.predict(sent, "200, 100, 400, 534", keep, remove, api_name="/cutout")
    alpha = cv2.imread(str(Path(answer)), cv2.IMREAD_UNCHANGED)[..., 3]
    assert alpha.shape == (600, 600)
    assert alpha[25:75, 25:75].min() == 255
    assert alpha[320:420, 250:350].max() == 0
    assert alpha[480, 300] == 255
    assert alpha[580, 580] == 0


def test_a_script_is_told_what_is_wrong_in_a_sentence(client, photo):
    with pytest.raises(gradio_client.exceptions.AppError, match="not polygons"):
        client.predict(gradio_client.handle_file(str(photo)), "", "everything", "", api_name="/cutout")


def test_the_jobs_keep_their_names(client):
    names = {"/cutout", "/scene", "/relight", "/angle", "/export", "/check"}
    assert set(client.view_api(return_format="dict")["named_endpoints"]) == names


def test_a_changed_product_comes_with_what_a_person_must_review(client, photo):
    sent = gradio_client.handle_file(str(photo))
    answers = {
        "relit": client.predict(sent, 60, 30, 0.4, 5500, api_name="/relight"),
        "turned": client.predict(sent, 10, 0, api_name="/angle"),
    }
    for fidelity, (picture, facts) in answers.items():
        assert cv2.imread(picture).shape == (600, 600, 3)
        assert facts["fidelity"] in (fidelity, "illustrative")
        assert any("must review it" in note for note in facts["notes"])
    assert answers["relit"][1]["change"] > 0.5
    with pytest.raises(gradio_client.exceptions.AppError, match="stay within"):
        client.predict(sent, 60, 0, api_name="/angle")
