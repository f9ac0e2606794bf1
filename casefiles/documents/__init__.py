from .codes import qr_svg
from .paper import print_paper, render_paper
from .press import Printed, print_html
from .seal import seal_svg

__all__ = ["Printed", "print_html", "print_paper", "qr_svg", "render_paper", "seal_svg"]
