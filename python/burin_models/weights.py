# Copyright the burin authors
# SPDX-License-Identifier: Apache-2.0
"""Random weights that a comparison of programs can be made with."""

import torch


def randomize(model, seed):
    """Weights of the size that keeps activations near one, norms around it."""
    generator = torch.Generator().manual_seed(seed)

    def normal(tensor, mean, std):
        tensor.copy_(mean + std * torch.randn(tensor.shape,
                                              generator=generator))

    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            if name.endswith("running_var"):
                tensor.copy_(0.5 + torch.rand(tensor.shape,
                                              generator=generator))
            elif not tensor.is_floating_point() or name == "pos_embed":
                pass
            elif name.endswith(".w"):  # the performer's orthogonal features
                pass
            elif tensor.dim() == 1:
                normal(tensor, float(name.endswith(".weight")), 0.1)
            else:
                fan_in = tensor[0].numel() if tensor.dim() > 1 else 1
                normal(tensor, 0, fan_in ** -0.5)
    return model.eval()
