"""What the configuration files of an exported model say: diffusers' and transformers' names for these networks."""

from diffusion import PICTURE_SIZE
from networks.blocks import LATENT_CHANNELS
from networks.text_encoder import TextEncoder
from networks.unet import UNet
from networks.vae import VAE

SCALING_FACTOR = 0.18215
"""SD v1's: latents = VAE mean × 0.18215. The VAE is rescaled so that this gives unit deviation."""
SCHEDULER = {
    "_class_name": "PNDMScheduler",
    "_diffusers_version": "0.8.1",
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
    "beta_start": 0.00085,
    "clip_sample": False,
    "num_train_timesteps": 1000,
    "set_alpha_to_one": False,
    "skip_prk_steps": True,
    "steps_offset": 1,
    "trained_betas": None,
}
JAPANESE_SPECIALS = {
    "bos_token": "<s>",
    "cls_token": "[CLS]",
    "eos_token": "</s>",
    "mask_token": "[MASK]",
    "pad_token": "[PAD]",
    "sep_token": "[SEP]",
    "unk_token": "<unk>",
}
ENGLISH_SPECIALS = {
    "bos_token": "<|startoftext|>",
    "eos_token": "<|endoftext|>",
    "pad_token": "<|endoftext|>",
    "unk_token": "<|endoftext|>",
}


def vae_config(vae: VAE) -> dict[str, object]:
    levels = len(vae.widths)
    return {
        "_class_name": "AutoencoderKL",
        "_diffusers_version": "0.8.1",
        "act_fn": "silu",
        "block_out_channels": list(vae.widths),
        "down_block_types": ["DownEncoderBlock2D"] * levels,
        "in_channels": 3,
        "latent_channels": LATENT_CHANNELS,
        "layers_per_block": vae.resnets,
        "norm_num_groups": vae.groups,
        "out_channels": 3,
        "sample_size": PICTURE_SIZE,
        "scaling_factor": SCALING_FACTOR,
        "up_block_types": ["UpDecoderBlock2D"] * levels,
    }


def unet_config(unet: UNet) -> dict[str, object]:
    down = ["CrossAttnDownBlock2D" if attends else "DownBlock2D" for attends in unet.attends]
    return {
        "_class_name": "UNet2DConditionModel",
        "_diffusers_version": "0.8.1",
        "act_fn": "silu",
        "attention_head_dim": unet.heads,
        "block_out_channels": list(unet.widths),
        "center_input_sample": False,
        "cross_attention_dim": unet.context_width,
        "down_block_types": down,
        "downsample_padding": 1,
        "flip_sin_to_cos": True,
        "freq_shift": 0,
        "in_channels": LATENT_CHANNELS,
        "layers_per_block": unet.resnets,
        "mid_block_scale_factor": 1,
        "norm_eps": 1e-05,
        "norm_num_groups": unet.groups,
        "out_channels": LATENT_CHANNELS,
        "sample_size": PICTURE_SIZE // 8,
        "up_block_types": [kind.replace("Down", "Up") for kind in reversed(down)],
    }


def text_config(text: TextEncoder, special_ids: dict[str, int]) -> dict[str, object]:
    return {
        "architectures": ["CLIPTextModel"],
        "attention_dropout": 0.0,
        **special_ids,
        "hidden_act": "quick_gelu",
        "hidden_size": text.width,
        "intermediate_size": 4 * text.width,
        "layer_norm_eps": 1e-05,
        "max_position_embeddings": 77,
        "model_type": "clip_text_model",
        "num_attention_heads": text.heads,
        "num_hidden_layers": text.layers,
        "torch_dtype": "float16",
        "vocab_size": text.vocabulary,
    }
