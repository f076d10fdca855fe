"""Asks vLLM's own Python code, without a GPU: builds the real model classes on torch's meta device for one rank of a
tensor/pipeline split, and hands their KV cache specs to the engine's own KV cache planner.

What is real: configuration, model classes, quantization layers as created for loading, KV specs, grouping, block counts.
What is faked: the platform (a CUDA device with a given name, capability and memory), the process groups.
Not asked: kernels, profiling, repacking after loading."""
from __future__ import annotations
import json, os, sys, tempfile, types
from typing import Any

os.environ.setdefault("VLLM_LOGGING_LEVEL", "ERROR")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("VLLM_NO_USAGE_STATS", "1")
os.environ.setdefault("VLLM_USE_DEEP_GEMM", os.environ.get("ORACLE_DEEPGEMM", "0"))

os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
os.environ.setdefault("VLLM_HAS_FLASHINFER_CUBIN", "1")  # as in the published image; else the kernels need a compiler of CUDA
import torch
from torch.overrides import TorchFunctionMode
import vllm.platforms as platforms
from vllm.platforms.cuda import CudaPlatformBase
from vllm.platforms.interface import DeviceCapability

GPUS = {"h100": ("NVIDIA H100 80GB HBM3", (9, 0), 85520809984), "a100": ("NVIDIA A100-SXM4-80GB", (8, 0), 85094825984),
        "rtx4090": ("NVIDIA GeForce RTX 4090", (8, 9), 25757220864), "rtx3090": ("NVIDIA GeForce RTX 3090", (8, 6), 25438126080),
        "b200": ("NVIDIA B200", (10, 0), 191500000000), "rtx5090": ("NVIDIA GeForce RTX 5090", (12, 0), 33669251072),
        "h200": ("NVIDIA H200", (9, 0), 150754820096), "l40s": ("NVIDIA L40S", (8, 9), 47697362944)}
CURRENT = {"gpu": "h100"}


def pretend(gpu: str) -> None:
    """Sets the GPU that vLLM finds; once in a process, before any other call."""
    CURRENT["gpu"] = gpu


class FakeCuda(CudaPlatformBase):
    @classmethod
    def get_device_capability(cls, device_id: int = 0):
        return DeviceCapability(*GPUS[CURRENT["gpu"]][1])

    @classmethod
    def get_device_name(cls, device_id: int = 0) -> str:
        return GPUS[CURRENT["gpu"]][0]

    @classmethod
    def get_device_uuid(cls, device_id: int = 0) -> str:
        return "GPU-0"

    @classmethod
    def get_device_total_memory(cls, device_id: int = 0) -> int:
        return GPUS[CURRENT["gpu"]][2]

    @classmethod
    def is_fully_connected(cls, device_ids) -> bool:
        return True

    @classmethod
    def device_count(cls) -> int:
        return 64

    @classmethod
    def num_compute_units(cls, device_id: int = 0) -> int:
        return 132

    @classmethod
    def is_integrated_gpu(cls, device_id: int = 0) -> bool:
        return False


platforms._current_platform = FakeCuda()


class FakeGroup:
    def __init__(self, size: int, rank: int = 0):
        self.world_size, self.rank_in_group, self.rank, self.local_rank = size, rank, rank, rank
        self.ranks = list(range(size))
        self.device = torch.device("meta")
        self.device_group = self.cpu_group = types.SimpleNamespace(size=lambda: size, rank=lambda: rank)
        self.device_communicator = None
        self.use_device_communicator = False
        self.unique_name = "fake"
        self.mq_broadcaster = None
        self.first_rank, self.last_rank = 0, size - 1

    is_first_rank = property(lambda s: s.rank_in_group == 0)
    is_last_rank = property(lambda s: s.rank_in_group == s.world_size - 1)
    next_rank = prev_rank = 0

    def __getattr__(self, name: str):
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *a, **k: a[0] if a else None


def set_groups(tp: int, pp: int, pp_rank: int, ep: bool, dcp: int = 1) -> None:
    import vllm.distributed.parallel_state as ps
    ps._TP, ps._PP, ps._DP = FakeGroup(tp), FakeGroup(pp, pp_rank), FakeGroup(1)
    ps._EP = FakeGroup(tp)
    ps._EPLB = ps._EP
    ps._DCP, ps._PCP, ps._WORLD = FakeGroup(dcp), FakeGroup(1), FakeGroup(tp * pp)
    ps._INNER_DP_WORLD = ps._WORLD
    ps._ETP = FakeGroup(tp)
    ps._NODE_COUNT = 1


_DIRS: dict[str, str] = {}


def model_dir(config: dict[str, Any]) -> str:
    key = json.dumps(config, sort_keys=True)
    if key not in _DIRS:
        d = tempfile.mkdtemp(prefix="cfg-")
        with open(os.path.join(d, "config.json"), "w") as f:
            json.dump(config, f)
        _DIRS[key] = d
    return _DIRS[key]


def engine_config(config: dict[str, Any], **launch: Any):
    from vllm.engine.arg_utils import EngineArgs
    from vllm.usage.usage_lib import UsageContext
    d = model_dir(config)
    args = EngineArgs(model=d, load_format="dummy", skip_tokenizer_init=launch.pop("skip_tokenizer_init", True),
                      distributed_executor_backend=None if launch.get("tensor_parallel_size", 1) * launch.get("pipeline_parallel_size", 1) == 1 else "mp",
                      **launch)
    return args.create_engine_config(UsageContext.OPENAI_API_SERVER)


class CudaToMeta(TorchFunctionMode):
    """Tensors that the code puts on the GPU by name go to the meta device as well."""
    def __torch_function__(self, func, types_, args=(), kwargs=None):
        kwargs = kwargs or {}
        d = kwargs.get("device")
        if d is not None and (isinstance(d, int) or str(d).startswith("cuda")):
            kwargs = {**kwargs, "device": "meta"}
        if getattr(func, "__name__", "") in ("cuda",):
            return args[0]
        if getattr(func, "__name__", "") == "to" and len(args) > 1 and str(args[1]).startswith("cuda"):
            args = (args[0], "meta", *args[2:])
        return func(*args, **kwargs)


def build(vllm_config, pp_rank: int = 0):
    from vllm.config import set_current_vllm_config
    from vllm.model_executor.model_loader.utils import initialize_model
    from vllm.utils.torch_utils import set_default_torch_dtype
    pc = vllm_config.parallel_config
    set_groups(pc.tensor_parallel_size, pc.pipeline_parallel_size, pp_rank, pc.enable_expert_parallel,
               pc.decode_context_parallel_size)
    pc.rank = pp_rank * pc.tensor_parallel_size
    vllm_config.compilation_config.static_forward_context.clear()
    with set_current_vllm_config(vllm_config), set_default_torch_dtype(vllm_config.model_config.dtype), torch.device("meta"), CudaToMeta():
        return initialize_model(vllm_config)


def weight_bytes(model) -> int:
    """Bytes of parameters and buffers, each once, before kernels repack them."""
    tensors = {id(t): t for _, t in [*model.named_parameters(), *model.named_buffers()]}
    return sum(t.numel() * t.element_size() for t in tensors.values())


def _patch() -> None:
    import vllm.model_executor.models.registry as registry
    import vllm.utils.torch_utils as tu
    registry._LazyRegisteredModel.inspect_model_cls = lambda self: registry._ModelInfo.from_model_cls(self.load_model_cls())
    class Stream:
        def __init__(self, *a, **k): pass
    torch.cuda.Stream = Stream
    torch.cuda.Event = Stream
    torch.cuda.is_available = lambda: True
    torch.cuda.current_device = lambda: 0
    torch.cuda.device_count = lambda: 64
    torch.cuda.get_device_capability = lambda *a: GPUS[CURRENT["gpu"]][1]
    torch.cuda.get_device_properties = lambda *a: types.SimpleNamespace(
        name=GPUS[CURRENT["gpu"]][0], total_memory=GPUS[CURRENT["gpu"]][2], multi_processor_count=132,
        major=GPUS[CURRENT["gpu"]][1][0], minor=GPUS[CURRENT["gpu"]][1][1], shared_memory_per_block_optin=232448)
    torch.accelerator.current_device_index = lambda: 0


_patch()


def specs_of(vllm_config):
    """KV specs of the model just built, after the platform aligned the block size, and the layouts its backends take."""
    from vllm.config import set_current_vllm_config
    from vllm.v1.attention.backends.utils import get_supported_kv_cache_layouts
    from vllm.v1.worker.gpu.attn_utils import get_kv_cache_spec
    from vllm.v1.worker import worker_base
    platforms.current_platform.update_block_size_for_backend(vllm_config)
    with set_current_vllm_config(vllm_config):
        specs = get_kv_cache_spec(vllm_config)
        layouts = [x.name for x in get_supported_kv_cache_layouts(worker_base.get_current_attn_backends(vllm_config))]
    return specs, layouts


def plan(vllm_config, specs_per_worker, layouts, available: list[int]):
    """Layout, groups and blocks as the engine core does it."""
    import copy
    from vllm.v1.attention.backends.utils import resolve_kv_cache_layout
    from vllm.v1.core.kv_cache_planning import get_kv_cache_configs, get_global_kv_cache_groups
    from vllm.v1.core.kv_cache_utils import generate_scheduler_kv_cache_config, get_kv_cache_capacity
    resolve_kv_cache_layout(vllm_config, layouts, [s for specs in specs_per_worker for s in specs.values()])
    groups = get_global_kv_cache_groups(vllm_config, [dict(s) for s in specs_per_worker])
    configs = get_kv_cache_configs(vllm_config, specs_per_worker, list(available), groups)
    sched = generate_scheduler_kv_cache_config(copy.copy(configs))
    tokens, conc = get_kv_cache_capacity(vllm_config, sched)
    return groups, sched, tokens, conc
