"""How the page looks: warm neutrals, one pine-green accent, the system's own fonts. `theme.css` has the rest."""

from pathlib import Path

from gradio.themes import Base, Color, sizes

CSS = Path(__file__).with_name("theme.css")

_PINE = Color(
    name="pine",
    c50="#eef6f3", c100="#d8eae3", c200="#b3d5c9", c300="#86b9a8", c400="#579985", c500="#377c69",
    c600="#276454", c700="#205145", c800="#1b4138", c900="#17352f", c950="#0b1e1a",
)  # fmt: skip
_SAND = Color(
    name="sand",
    c50="#faf8f5", c100="#f3efe9", c200="#e7e1d8", c300="#d5ccc0", c400="#aa9e90", c500="#7f7467",
    c600="#625950", c700="#4b443d", c800="#2f2b27", c900="#211e1b", c950="#171513",
)  # fmt: skip


def theme() -> Base:
    """The theme."""
    sans = ("ui-sans-serif", "system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "sans-serif")
    base = Base(
        primary_hue=_PINE, secondary_hue=_PINE, neutral_hue=_SAND, radius_size=sizes.radius_lg, text_size=sizes.text_md,
        spacing_size=sizes.spacing_md, font=sans, font_mono=("ui-monospace", "SFMono-Regular", "Menlo", "monospace"),
    )  # fmt: skip
    return base.set(
        body_background_fill="*neutral_50",
        body_background_fill_dark="*neutral_950",
        body_text_color="*neutral_800",
        body_text_color_dark="*neutral_100",
        body_text_color_subdued="*neutral_500",
        body_text_color_subdued_dark="*neutral_400",
        background_fill_primary="white",
        background_fill_primary_dark="*neutral_900",
        background_fill_secondary="*neutral_50",
        background_fill_secondary_dark="*neutral_800",
        block_background_fill="white",
        block_background_fill_dark="*neutral_900",
        block_border_color="*neutral_200",
        block_border_color_dark="*neutral_800",
        block_label_text_weight="500",
        block_title_text_weight="500",
        block_title_text_color="*neutral_700",
        block_title_text_color_dark="*neutral_200",
        block_shadow="none",
        button_large_radius="*radius_lg",
        button_small_radius="*radius_md",
        border_color_primary="*neutral_200",
        border_color_primary_dark="*neutral_700",
        border_color_accent="*primary_600",
        input_background_fill="white",
        input_background_fill_dark="*neutral_800",
        input_border_color="*neutral_300",
        input_border_color_dark="*neutral_700",
        input_border_color_focus="*primary_600",
        input_shadow="none",
        button_primary_background_fill="*primary_600",
        button_primary_background_fill_hover="*primary_700",
        button_primary_background_fill_dark="*primary_500",
        button_primary_background_fill_hover_dark="*primary_400",
        button_primary_text_color="white",
        button_primary_border_color="transparent",
        button_border_width="1px",
        button_secondary_background_fill="white",
        button_secondary_background_fill_hover="*neutral_100",
        button_secondary_background_fill_dark="*neutral_800",
        button_secondary_background_fill_hover_dark="*neutral_700",
        button_secondary_border_color="*neutral_300",
        button_secondary_border_color_dark="*neutral_700",
        button_secondary_text_color="*neutral_800",
        button_secondary_text_color_dark="*neutral_100",
        slider_color="*primary_600",
        slider_color_dark="*primary_400",
        checkbox_background_color_selected="*primary_600",
        checkbox_border_color_selected="*primary_600",
        color_accent="*primary_600",
        color_accent_soft="*primary_50",
        color_accent_soft_dark="*primary_900",
        loader_color="*primary_600",
        link_text_color="*primary_700",
    )
