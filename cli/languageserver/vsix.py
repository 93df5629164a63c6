"""The extension for VS Code as one file that installs without network: ``code --install-extension taizhang.vsix``.

A vsix is a zip with a manifest (Open Packaging Conventions). The same version gives the same bytes.
"""

from __future__ import annotations

import io
import json
import zipfile
from importlib.resources import files
from typing import Any

_DATE = (2020, 1, 1, 0, 0, 0)
_TYPES = """<?xml version="1.0" encoding="utf-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension=".json" ContentType="application/json"/>
<Default Extension=".js" ContentType="application/javascript"/>
<Default Extension=".md" ContentType="text/markdown"/>
<Default Extension=".vsixmanifest" ContentType="text/xml"/>
</Types>
"""
_MANIFEST = """<?xml version="1.0" encoding="utf-8"?>
<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011">
<Metadata>
<Identity Language="zh-CN" Id="taizhang" Version="{version}" Publisher="taizhang"/>
<DisplayName>台账</DisplayName>
<Description xml:space="preserve">{about}</Description>
<Categories>Programming Languages,Linters</Categories>
<Properties>
<Property Id="Microsoft.VisualStudio.Code.Engine" Value="{engine}"/>
<Property Id="Microsoft.VisualStudio.Code.ExtensionKind" Value="workspace"/>
</Properties>
</Metadata>
<Installation><InstallationTarget Id="Microsoft.VisualStudio.Code"/></Installation>
<Dependencies/>
<Assets>
<Asset Type="Microsoft.VisualStudio.Code.Manifest" Path="extension/package.json" Addressable="true"/>
<Asset Type="Microsoft.VisualStudio.Services.Content.Details" Path="extension/README.md" Addressable="true"/>
</Assets>
</PackageManifest>
"""
_ENGINE = "^1.75.0"
_ABOUT = "督查台账：边写边查、补全单位和任务编号、悬停看进展、一键改正"
_README = """# 台账

打开台账目录就能用：边写边查、补全、悬停说明、跳转、一键改正、整理格式。

要先装好 taizhang 和它的语言服务器：`pip install "taizhang[lsp]"`。装在别处的，在设置 `taizhang.command` 里写明：

    "taizhang.command": ["D:\\\\台账\\\\venv\\\\Scripts\\\\taizhang.exe", "lsp", "--stdio"]
"""


def manifest(version: str) -> dict[str, Any]:
    """``package.json`` of the extension."""
    return {
        "name": "taizhang",
        "displayName": "台账",
        "description": _ABOUT,
        "version": version,
        "publisher": "taizhang",
        "license": "MIT",
        "engines": {"vscode": _ENGINE},
        "categories": ["Programming Languages", "Linters"],
        "activationEvents": ["workspaceContains:tasks/*/ledger.yaml", "onLanguage:yaml"],
        "main": "./extension.js",
        "extensionKind": ["workspace"],
        "contributes": {
            "configuration": {
                "title": "台账",
                "properties": {
                    "taizhang.command": {
                        "type": "array",
                        "items": {"type": "string"},
                        "default": ["taizhang", "lsp", "--stdio"],
                        "scope": "machine",
                        "description": "怎样启动语言服务器：程序和参数，一项一个。",
                    }
                },
            }
        },
    }


def packed(version: str) -> bytes:
    """The bytes of the vsix."""
    script = files("cli.languageserver").joinpath("extension", "extension.js").read_text("utf-8")
    contents = {
        "[Content_Types].xml": _TYPES,
        "extension.vsixmanifest": _MANIFEST.format(version=version, about=_ABOUT, engine=_ENGINE),
        "extension/package.json": json.dumps(manifest(version), ensure_ascii=False, indent=2) + "\n",
        "extension/extension.js": script.replace("\r\n", "\n"),
        "extension/README.md": _README,
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, text in contents.items():
            archive.writestr(zipfile.ZipInfo(name, _DATE), text.encode("utf-8"))
    return made.getvalue()
