"""Writes full-size-pictures.json: whole pictures of Stable Diffusion v1 at full size, by plain PyTorch.

    NISHIKI_FULL_SIZE=FOLDER npm run test:full     # writes the checkpoints: FOLDER/float32, FOLDER/float16
    python tests/reference/make_full_size_pictures.py FOLDER

Networks and samplers are written here once more from their papers and the published configurations; nothing of Nishiki
and no other library but PyTorch is used. At full size the UNet differs from diffusers 0.39.0 by 3e-6, the VAE decoder by
2e-6 and the text encoder by nothing; three small pictures of diffusers' by 1.5e-4 in their latents and one grey level.
"""

import json
import math
import sys
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors import safe_open

torch.set_grad_enabled(False)

SEED, STEPS, GUIDANCE, SIDE = 42, 5, 7.5, 256
# CLIP's ids of "a photo of a cat" and of "blurry, low quality", without begin and end.
PROMPT, NEGATIVE = [320, 1125, 539, 320, 2368], [21977, 267, 1042, 3027]
BEGIN, END = 49406, 49407
# Edges of what is painted anew: left, right, top, bottom.
MASK = 40, 200, 64, 208
# Which latents and which bytes of the picture are kept.
LATENT_STRIDE, BYTE_STRIDE = 31, 769


class Weights:
    """A network's tensors below a name, in float32."""

    def __init__(self, file, path=""):
        self.file, self.path = file, path

    def __getitem__(self, name):
        return self.file.get_tensor(self.path + name).float()

    def __contains__(self, name):
        return self.path + name in self.file.keys()

    def below(self, name):
        return Weights(self.file, f"{self.path}{name}.")


def linear(w, name, x):
    layer = w.below(name)
    return F.linear(x, layer["weight"], layer["bias"] if "bias" in layer else None)


def conv(w, name, x, **options):
    layer = w.below(name)
    return F.conv2d(x, layer["weight"], layer["bias"], **options)


def group_norm(w, name, x, eps):
    layer = w.below(name)
    return F.group_norm(x, 32, layer["weight"], layer["bias"], eps)


def layer_norm(w, name, x):
    layer = w.below(name)
    return F.layer_norm(x, x.shape[-1:], layer["weight"], layer["bias"], 1e-5)


def attention(w, names, x, context, heads, mask=None):
    to_query, to_key, to_value, to_out = names
    parts = linear(w, to_query, x), linear(w, to_key, context), linear(w, to_value, context)
    query, key, value = (p.unflatten(-1, (heads, -1)).transpose(1, 2) for p in parts)
    mixed = F.scaled_dot_product_attention(query, key, value, attn_mask=mask)
    return linear(w, to_out, mixed.transpose(1, 2).flatten(2))


def encode_text(file, ids):
    w = Weights(file, "text_model.")
    x = w["embeddings.token_embedding.weight"][ids] + w["embeddings.position_embedding.weight"]
    causal = torch.full((77, 77), -math.inf).triu(1)
    names = [f"self_attn.{name}" for name in ("q_proj", "k_proj", "v_proj", "out_proj")]
    for index in range(12):
        layer = w.below(f"encoder.layers.{index}")
        y = layer_norm(layer, "layer_norm1", x)
        x = x + attention(layer, names, y, y, 12, causal)
        y = linear(layer, "mlp.fc1", layer_norm(layer, "layer_norm2", x))
        x = x + linear(layer, "mlp.fc2", y * torch.sigmoid(1.702 * y))
    return layer_norm(w, "final_layer_norm", x)


def resnet(w, name, x, eps, time=None):
    block = w.below(name)
    y = conv(block, "conv1", F.silu(group_norm(block, "norm1", x, eps)), padding=1)
    if time is not None:
        y = y + linear(block, "time_emb_proj", F.silu(time))[:, :, None, None]
    y = conv(block, "conv2", F.silu(group_norm(block, "norm2", y, eps)), padding=1)
    return y + (conv(block, "conv_shortcut", x) if "conv_shortcut.weight" in block else x)


DIFFUSERS_NAMES = ["to_q", "to_k", "to_v", "to_out.0"]


def transformer(w, name, x, prompt):
    outer = w.below(name)
    y = conv(outer, "proj_in", group_norm(outer, "norm", x, 1e-6)).flatten(2).transpose(1, 2)
    block = outer.below("transformer_blocks.0")
    own = layer_norm(block, "norm1", y)
    y = y + attention(block.below("attn1"), DIFFUSERS_NAMES, own, own, 8)
    y = y + attention(block.below("attn2"), DIFFUSERS_NAMES, layer_norm(block, "norm2", y), prompt, 8)
    value, gate = linear(block, "ff.net.0.proj", layer_norm(block, "norm3", y)).chunk(2, -1)
    y = y + linear(block, "ff.net.2", value * F.gelu(gate))
    return conv(outer, "proj_out", y.transpose(1, 2).reshape(x.shape)) + x


def embed_time(w, timestep):
    frequencies = torch.exp(-math.log(10000) * torch.arange(160) / 160)
    angles = float(timestep) * frequencies[None]
    waves = torch.cat([angles.cos(), angles.sin()], -1)
    return linear(w, "time_embedding.linear_2", F.silu(linear(w, "time_embedding.linear_1", waves)))


def predict_noise(file, sample, timestep, prompt):
    w = Weights(file)
    time = embed_time(w, timestep)
    x = conv(w, "conv_in", sample, padding=1)
    skips = [x]
    for level in range(4):
        block = w.below(f"down_blocks.{level}")
        for layer in range(2):
            x = resnet(block, f"resnets.{layer}", x, 1e-5, time)
            if level < 3:
                x = transformer(block, f"attentions.{layer}", x, prompt)
            skips.append(x)
        if level < 3:
            x = conv(block, "downsamplers.0.conv", x, stride=2, padding=1)
            skips.append(x)
    x = resnet(w, "mid_block.resnets.0", x, 1e-5, time)
    x = transformer(w, "mid_block.attentions.0", x, prompt)
    x = resnet(w, "mid_block.resnets.1", x, 1e-5, time)
    for level in range(4):
        block = w.below(f"up_blocks.{level}")
        for layer in range(3):
            x = resnet(block, f"resnets.{layer}", torch.cat([x, skips.pop()], 1), 1e-5, time)
            if level > 0:
                x = transformer(block, f"attentions.{layer}", x, prompt)
        if level < 3:
            x = conv(block, "upsamplers.0.conv", F.interpolate(x, scale_factor=2), padding=1)
    return conv(w, "conv_out", F.silu(group_norm(w, "conv_norm_out", x, 1e-5)), padding=1)


def decode(file, latents):
    x = conv(Weights(file), "post_quant_conv", latents / 0.18215)
    w = Weights(file, "decoder.")
    x = resnet(w, "mid_block.resnets.0", conv(w, "conv_in", x, padding=1), 1e-6)
    middle = w.below("mid_block.attentions.0")
    y = group_norm(middle, "group_norm", x, 1e-6).flatten(2).transpose(1, 2)
    x = x + attention(middle, DIFFUSERS_NAMES, y, y, 1).transpose(1, 2).reshape(x.shape)
    x = resnet(w, "mid_block.resnets.1", x, 1e-6)
    for level in range(4):
        block = w.below(f"up_blocks.{level}")
        for layer in range(3):
            x = resnet(block, f"resnets.{layer}", x, 1e-6)
        if level < 3:
            x = conv(block, "upsamplers.0.conv", F.interpolate(x, scale_factor=2), padding=1)
    return conv(w, "conv_out", F.silu(group_norm(w, "conv_norm_out", x, 1e-6)), padding=1)


def encode(file, planes):
    """Mean and log variance of a picture's latents."""
    w = Weights(file, "encoder.")
    x = conv(w, "conv_in", planes, padding=1)
    for level in range(4):
        block = w.below(f"down_blocks.{level}")
        for layer in range(2):
            x = resnet(block, f"resnets.{layer}", x, 1e-6)
        if level < 3:
            x = conv(block, "downsamplers.0.conv", F.pad(x, (0, 1, 0, 1)), stride=2)
    x = resnet(w, "mid_block.resnets.0", x, 1e-6)
    middle = w.below("mid_block.attentions.0")
    y = group_norm(middle, "group_norm", x, 1e-6).flatten(2).transpose(1, 2)
    x = x + attention(middle, DIFFUSERS_NAMES, y, y, 1).transpose(1, 2).reshape(x.shape)
    x = resnet(w, "mid_block.resnets.1", x, 1e-6)
    x = conv(w, "conv_out", F.silu(group_norm(w, "conv_norm_out", x, 1e-6)), padding=1)
    return conv(Weights(file), "quant_conv", x).chunk(2, 1)


def picture_by_formula():
    """Colours that go across and down, and a board of squares, as tests/full/full-size-pictures.ts has it."""
    y, x = torch.meshgrid(torch.arange(SIDE), torch.arange(SIDE), indexing="ij")
    board = (x // 16 + y // 16) % 2 * 160 + 40
    return torch.stack([x * 255 // (SIDE - 1), y * 255 // (SIDE - 1), board]).float()


def inside_mask(size):
    """1 where a square of `size` positions a side is painted anew."""
    left, right, top, bottom = (edge * size // SIDE for edge in MASK)
    mask = torch.zeros(size, size)
    mask[top:bottom, left:right] = 1
    return mask


def edge_of(levels):
    """The outermost row and column of what is painted anew."""
    left, right, top, bottom = MASK
    return torch.cat([levels[top, left:right], levels[top:bottom, right - 1]])


BETAS = torch.linspace(0.00085**0.5, 0.012**0.5, 1000) ** 2
ALPHAS = torch.cumprod(1 - BETAS, 0)


def sample_ddim(predict, x):
    stride = 1000 // STEPS
    for t in range(stride * (STEPS - 1) + 1, 0, -stride):
        now, then = ALPHAS[t], ALPHAS[max(t - stride, 0)]
        noise = predict(x, t)
        original = (x - (1 - now).sqrt() * noise) / now.sqrt()
        x = then.sqrt() * original + (1 - then).sqrt() * noise
    return x


def paint_with_ddim(original):
    """
    DDIM for a UNet that knows no mask, as diffusers' `StableDiffusionInpaintPipelineLegacy` since 0.14: after every step the
    rest comes back with the noise of the step taken, and at the end without any.
    """

    mask = inside_mask(SIDE // 8)

    def sample(predict, noise):
        def noisy(t):
            return ALPHAS[t].sqrt() * original + (1 - ALPHAS[t]).sqrt() * noise

        stride = 1000 // STEPS
        x = noisy(stride * (STEPS - 1) + 1)
        for t in range(stride * (STEPS - 1) + 1, 0, -stride):
            now, then = ALPHAS[t], ALPHAS[max(t - stride, 0)]
            predicted = predict(x, t)
            clean = (x - (1 - now).sqrt() * predicted) / now.sqrt()
            x = mask * (then.sqrt() * clean + (1 - then).sqrt() * predicted) + (1 - mask) * noisy(t)
        return mask * x + (1 - mask) * original

    return sample


def sample_lms(predict, x):
    """Linear multistep of order four at most; weights are integrals of Lagrange's polynomials, exact by Gauss."""
    levels = ((1 - ALPHAS) / ALPHAS).sqrt().double()
    timesteps = torch.linspace(999, 0, STEPS, dtype=torch.float64)
    below = timesteps.long().clamp(max=998)
    sigmas = levels[below] + (timesteps - below) * (levels[below + 1] - levels[below])
    sigmas = [*sigmas.tolist(), 0.0]
    x, slopes = x * sigmas[0], []
    for i, t in enumerate(timesteps):
        slopes = [predict(x / (sigmas[i] ** 2 + 1) ** 0.5, t), *slopes][:4]
        nodes = [sigmas[i - k] for k in range(len(slopes))]
        middle, half = (sigmas[i + 1] + sigmas[i]) / 2, (sigmas[i + 1] - sigmas[i]) / 2
        x = x + sum(
            half * sum(basis(nodes, k, middle + side * half / 3**0.5) for side in (-1, 1)) * slope
            for k, slope in enumerate(slopes)
        )
    return x


def basis(nodes, own, at):
    others = [node for k, node in enumerate(nodes) if k != own]
    return math.prod((at - node) / (nodes[own] - node) for node in others)


def draw(folder, sampler, *, paints=False):
    def open_weights(name):
        return safe_open(folder / name, "pt")

    text = open_weights("text_encoder/model.safetensors")
    unet = open_weights("unet/diffusion_pytorch_model.safetensors")
    vae = open_weights("vae/diffusion_pytorch_model.safetensors")
    ids = [([BEGIN, *words] + [END] * 77)[:77] for words in (NEGATIVE, PROMPT)]
    prompts = encode_text(text, torch.tensor(ids))

    def predict(sample, timestep):
        print(f"{folder.name}: timestep {float(timestep):.0f}", file=sys.stderr)
        without, with_prompt = predict_noise(unet, sample.repeat(2, 1, 1, 1), timestep, prompts).chunk(2)
        return without + GUIDANCE * (with_prompt - without)

    shape, generator = (1, 4, SIDE // 8, SIDE // 8), torch.Generator().manual_seed(SEED)
    if paints:
        # Draws come in the pipeline's order: of the picture's own distribution first.
        mean, log_variance = encode(vae, picture_by_formula()[None] / 255 * 2 - 1)
        deviation = (log_variance.clamp(-30, 20) / 2).exp()
        original = 0.18215 * (mean + deviation * torch.randn(shape, generator=generator))
        sampler = paint_with_ddim(original)
    noise = torch.randn(shape, generator=generator)
    latents = sampler(predict, noise)
    levels = ((decode(vae, latents)[0] / 2 + 0.5).clamp(0, 1) * 255).round().permute(1, 2, 0)
    if paints:
        # The studio keeps the picture's own pixels elsewhere.
        mask = inside_mask(SIDE)[:, :, None]
        levels = mask * levels + (1 - mask) * picture_by_formula().permute(1, 2, 0)
    return {
        "latentsStd": latents.std().item(),
        "latents": latents.flatten()[::LATENT_STRIDE].tolist(),
        "bytes": [int(level) for level in levels.flatten()[::BYTE_STRIDE]],
        **({"edge": [int(level) for level in edge_of(levels).flatten()]} if paints else {}),
    }


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    runs = [("float32", "ddim", sample_ddim), ("float16", "lms", sample_lms)]
    painted = {"weights": "float32", "sampler": "ddim", **draw(folder / "float32", None, paints=True)}
    document = {
        "madeWith": f"make_full_size_pictures.py, torch {torch.__version__}",
        "latentStride": LATENT_STRIDE,
        "byteStride": BYTE_STRIDE,
        "runs": [
            {"weights": weights, "sampler": name, **draw(folder / weights, sampler)}
            for weights, name, sampler in runs
        ],
        "painted": painted,
    }
    target = Path(__file__).with_name("full-size-pictures.json")
    target.write_text(json.dumps(document, indent=1) + "\n")
