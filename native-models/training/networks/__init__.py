"""The three networks of Stable Diffusion v1, small, under the parameter names that diffusers uses.

A module's attribute path *is* its key in the checkpoint (``down_blocks.0.resnets.0.conv1.weight``), so
``state_dict()`` is what a diffusers folder stores and nothing has to be renamed on export.

What each class matches (diffusers 0.40, transformers 4.26): ``ResnetBlock`` ↔ ResnetBlock2D, ``Transformer`` ↔
Transformer2DModel with convolutional projections, ``UNet`` ↔ UNet2DConditionModel, ``VAE`` ↔ AutoencoderKL,
``TextEncoder`` ↔ CLIPTextModel. Pictures and latents are ``[batch, channels, height, width]``; prompts are
``[batch, 77, width]``.
"""
