"""The shipped document templates, installed as the package ``taizhang_templates``."""
