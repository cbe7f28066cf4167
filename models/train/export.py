"""Write a trained encoder or reranker as the program ships it.

    python -m models.train.export --encoder FOLDER --out models/ID
    python -m models.train.export --reranker FOLDER --out models/ID

The folder serves two readers. sentence-transformers (or transformers, for a reranker) loads
the weights, kept in half precision and computed in single. The program itself loads
``model.onnx``, the same network in integers of eight bits, with onnxruntime alone: a
query must not wait for half a minute of imports. What the rounding costs is printed.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

_OPSET = 17
_TRIAL = ("产业用地可以先租后让", "企业买地能不能先租一段时间再买？", "亩均税收达到15万元")


def encoder_network(body: Any) -> torch.nn.Module:  # noqa: ANN401 - transformers' model
    """Pieces and mask to unit vectors: the body, the mean of its vectors, length one."""
    import torch

    class Network(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.body = body

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            states = self.body(input_ids, attention_mask).last_hidden_state
            weight = attention_mask.unsqueeze(-1).to(states.dtype)
            mean = (states * weight).sum(1) / weight.sum(1)
            return torch.nn.functional.normalize(mean, dim=1)

    return Network().eval()


def reranker_network(model: Any) -> torch.nn.Module:  # noqa: ANN401 - transformers' model
    """Pieces, mask and segment of query and passage to one number, higher the better."""
    import torch

    class Network(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(
            self,
            input_ids: torch.Tensor,
            attention_mask: torch.Tensor,
            token_type_ids: torch.Tensor,
        ) -> torch.Tensor:
            logits: torch.Tensor = self.model(input_ids, attention_mask, token_type_ids).logits
            return logits.squeeze(-1)

    return Network().eval()


def write_onnx(network: torch.nn.Module, inputs: dict[str, Any], out: Path) -> None:
    """Write the network with its weights in eight bits, any batch and any length."""
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        # The exporter by tracing is the older one; it needs no further package, takes seconds
        # and gives the same network. What it warns of is that, and shapes that are meant.
        warnings.simplefilter("ignore")
        exact = Path(folder) / "exact.onnx"
        torch.onnx.export(
            network,
            tuple(inputs.values()),
            str(exact),
            input_names=list(inputs),
            output_names=["result"],
            dynamic_axes={name: {0: "texts", 1: "pieces"} for name in inputs}
            | {"result": {0: "texts"}},
            opset_version=_OPSET,
            dynamo=False,
        )
        quantize_dynamic(str(exact), str(out), per_channel=True, weight_type=QuantType.QInt8)


def worst_difference(network: torch.nn.Module, inputs: dict[str, Any], path: Path) -> float:
    """The largest difference of a component between the network and its file."""
    import numpy as np
    import onnxruntime
    import torch

    with torch.no_grad():
        exact = network(**inputs).numpy()
    quantized = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    made = quantized.run(None, {name: value.numpy() for name, value in inputs.items()})[0]
    return float(np.abs(exact - made).max())


def in_half_precision(folder: Path) -> None:
    """Rewrite the weights of a folder in half precision, to be computed in single."""
    import torch
    from safetensors.torch import load_file, save_file

    path = folder / "model.safetensors"
    weights = {name: value.to(torch.float16) for name, value in load_file(path).items()}
    save_file(weights, path, metadata={"format": "pt"})
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config["dtype"] = "float32"
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """Copy the folder, shrink its weights, write the ONNX file beside them."""
    parser = argparse.ArgumentParser(description=__doc__)
    kind = parser.add_mutually_exclusive_group(required=True)
    kind.add_argument("--encoder", type=Path)
    kind.add_argument("--reranker", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    from transformers import AutoModel, AutoModelForSequenceClassification, AutoTokenizer

    source: Path = options.encoder or options.reranker
    options.out.mkdir(parents=True, exist_ok=True)
    shutil.copytree(source, options.out, dirs_exist_ok=True)
    (options.out / "README.md").unlink(missing_ok=True)  # a form to fill in; the card is model.toml
    in_half_precision(options.out)
    tokenizer = AutoTokenizer.from_pretrained(str(options.out))
    loaded = {"attn_implementation": "eager"}  # the only one the exporter can trace
    if options.encoder:
        body = AutoModel.from_pretrained(str(options.out), add_pooling_layer=False, **loaded)
        network = encoder_network(body)
        made = tokenizer(list(_TRIAL), padding=True, return_tensors="pt")
        inputs = {name: made[name] for name in ("input_ids", "attention_mask")}
    else:
        model = AutoModelForSequenceClassification.from_pretrained(str(options.out), **loaded)
        network = reranker_network(model)
        made = tokenizer(
            [_TRIAL[1]] * 3, list(_TRIAL), padding=True, return_tensors="pt",
            return_token_type_ids=True,
        )  # fmt: skip
        inputs = {name: made[name] for name in ("input_ids", "attention_mask", "token_type_ids")}
    write_onnx(network, inputs, options.out / "model.onnx")
    for file in sorted(options.out.rglob("*")):
        if file.is_file():
            print(f"{file.stat().st_size:>10,}  {file.relative_to(options.out)}")
    worst = worst_difference(network, inputs, options.out / "model.onnx")
    print(f"largest difference of a component by rounding: {worst:.4f}")


if __name__ == "__main__":
    main()
