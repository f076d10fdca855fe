// What a launch takes, said by llama.cpp itself: loads GGUF files without reading weights, on fake GPUs and fake host memory, runs the
// scheduler's real reservation, and prints the bytes of each buffer type. llama-fit-params and the no-allocation mode differ from this
// under pipeline parallelism and with -nkvo.
// Build and run: bench/truth/run. A case line: id <TAB> gguf <TAB> key=value ...
//   a second context: mtpctx (next-token layers of the model), md=FILE with ngld (draft model), ctkd ctvd
//   keys: ngl c b ub np fa(on|off|auto) ctk ctv ts=a,b sm=layer|none|tensor mg ncmoe cmoe ot=REGEX=BUFFER,.. kvu swafull opoff nkvo outmax nrs mtp moecache lora=FILE
//   environment: ORACLE_DEVS (number of GPUs), ORACLE_MEM (MiB of each), ORACLE_LOG (llama.cpp's log), ORACLE_DRY (no-allocation mode)
#include "llama.h"
#include "ggml-backend.h"
#include "ggml-backend-impl.h"
#include "ggml-impl.h"
#include "llama-ext.h"
#include "llama-model.h"
#include "llama-context.h"
#include "llama-memory.h"
#include "llama-adapter.h"
#include <sys/mman.h>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>
#include <sys/wait.h>
#include <unistd.h>

struct Dev { std::string name; size_t mem; size_t held; ggml_backend_buffer_type buft; ggml_backend_device dev; };
static std::vector<Dev *> g_devs;
static int g_count = 0;
static ggml_backend_reg g_reg;
static ggml_backend_buffer_type g_host;
static Dev * D(ggml_backend_dev_t d) { return (Dev *) d->context; }

static const char * bn(ggml_backend_buffer_type_t b) { return ((Dev *) b->context)->name.c_str(); }
static ggml_backend_buffer_i buf_if() {
    ggml_backend_buffer_i i = {};
    i.free_buffer = [](ggml_backend_buffer_t) {};
    i.get_base = [](ggml_backend_buffer_t) -> void * { return (void *) 0x1000000; };
    i.memset_tensor = [](ggml_backend_buffer_t, ggml_tensor *, uint8_t, size_t, size_t) {};
    i.set_tensor = [](ggml_backend_buffer_t, ggml_tensor *, const void *, size_t, size_t) {};
    i.get_tensor = [](ggml_backend_buffer_t, const ggml_tensor *, void *, size_t, size_t) {};
    i.clear = [](ggml_backend_buffer_t, uint8_t) {};
    return i;
}
static ggml_backend_buffer_t halloc(ggml_backend_buffer_type_t b, size_t s) {
    ggml_backend_buffer_i i = buf_if();
    i.get_base = [](ggml_backend_buffer_t b) -> void * { return b->context; };
    void * p = mmap(nullptr, s + 4096, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_NORESERVE, -1, 0);
    if (p == MAP_FAILED) return nullptr;
    return ggml_backend_buffer_init(b, i, p, s);
}
static ggml_backend_buffer_t balloc(ggml_backend_buffer_type_t b, size_t s) {
    ggml_backend_buffer_i i = buf_if();
    i.free_buffer = [](ggml_backend_buffer_t b) { ((Dev *) b->buft->context)->held -= b->size; };
    ((Dev *) b->context)->held += s;
    return ggml_backend_buffer_init(b, i, nullptr, s);
}
// CUDA-like: quantized rows padded to 512, FA needs f16 copies of K/V when they are not f16
static size_t asize(ggml_backend_buffer_type_t, const ggml_tensor * t) {
    size_t size = ggml_nbytes(t);
    if (t->op == GGML_OP_FLASH_ATTN_EXT) {
        const ggml_tensor * K = t->src[1], * V = t->src[2];
        bool vk = V->view_src && (V->view_src == K || (V->view_src == K->view_src && V->view_offs == K->view_offs));
        if (K->type != GGML_TYPE_F16) { size = GGML_PAD(size, 128) + ggml_nelements(K) * 2; }
        if (V->type != GGML_TYPE_F16 && !vk) { size = GGML_PAD(size, 128) + ggml_nelements(V) * 2; }
    }
    if (ggml_is_quantized(t->type) && t->ne[0] % 512 != 0) { size += ggml_row_size(t->type, 512 - t->ne[0] % 512); }
    return size;
}
static int64_t opbs(const ggml_tensor * op) {
    switch (op->op) {
        case GGML_OP_GET_ROWS: return 0;
        case GGML_OP_MUL_MAT: return op->ne[1];
        case GGML_OP_MUL_MAT_ID: case GGML_OP_ROPE: case GGML_OP_ROPE_BACK: return op->ne[2];
        default: return ggml_nrows(op);
    }
}
static ggml_guid g_guid = { 0x70,0x68,0x61,0x6e,0x74,0x6f,0x6d,0x00,1,2,3,4,5,6,7,8 };
static ggml_backend_t binit(ggml_backend_dev_t d, const char *) {
    auto * b = new ggml_backend();
    b->guid = &g_guid; b->device = d; b->context = d->context;
    b->iface.get_name = [](ggml_backend_t b) -> const char * { return ((Dev *) b->context)->name.c_str(); };
    b->iface.free = [](ggml_backend_t b) { delete b; };
    b->iface.graph_compute = [](ggml_backend_t, ggml_cgraph *) { return GGML_STATUS_SUCCESS; };
    b->iface.synchronize = [](ggml_backend_t) {};
    b->iface.event_record = [](ggml_backend_t, ggml_backend_event_t) {};
    b->iface.event_wait = [](ggml_backend_t, ggml_backend_event_t) {};
    return b;
}
static void make_devs(int n, std::vector<size_t> mem) {
    g_reg = {}; g_reg.api_version = GGML_BACKEND_API_VERSION;
    g_reg.iface.get_name = [](ggml_backend_reg_t) -> const char * { return "CUDA"; };
    g_reg.iface.get_device_count = [](ggml_backend_reg_t) { return g_devs.size(); };
    g_reg.iface.get_device = [](ggml_backend_reg_t, size_t i) -> ggml_backend_dev_t { return &g_devs[i]->dev; };
    g_reg.iface.get_proc_address = [](ggml_backend_reg_t, const char *) -> void * { return nullptr; };
    for (int i = 0; i < n; i++) {
        auto * d = new Dev(); g_devs.push_back(d);
        d->name = "CUDA" + std::to_string(i); d->mem = mem[i < (int) mem.size() ? i : mem.size() - 1];
        d->buft = {}; d->buft.context = d; d->buft.device = &d->dev;
        d->buft.iface.get_name = bn; d->buft.iface.alloc_buffer = balloc; d->buft.iface.get_alloc_size = asize;
        d->buft.iface.get_alignment = [](ggml_backend_buffer_type_t) -> size_t { return 128; };
        d->dev = {}; d->dev.reg = &g_reg; d->dev.context = d;
        auto & f = d->dev.iface;
        f.get_name = [](ggml_backend_dev_t d) -> const char * { return D(d)->name.c_str(); };
        f.get_description = [](ggml_backend_dev_t) -> const char * { return "phantom GPU"; };
        f.get_memory = [](ggml_backend_dev_t d, size_t * fr, size_t * t) { *fr = *t = D(d)->mem; };
        f.get_type = [](ggml_backend_dev_t) { return GGML_BACKEND_DEVICE_TYPE_GPU; };
        f.get_props = [](ggml_backend_dev_t d, ggml_backend_dev_props * p) {
            memset(p, 0, sizeof *p); p->name = D(d)->name.c_str(); p->description = "phantom GPU"; p->memory_free = p->memory_total = D(d)->mem;
            p->type = GGML_BACKEND_DEVICE_TYPE_GPU; p->caps.async = true; p->caps.host_buffer = true; p->caps.events = true; p->caps.mmap_support = true;
        };
        f.init_backend = binit;
        f.get_buffer_type = [](ggml_backend_dev_t d) -> ggml_backend_buffer_type_t { return &D(d)->buft; };
        f.get_host_buffer_type = [](ggml_backend_dev_t) -> ggml_backend_buffer_type_t { return &g_host; };
        f.supports_op = [](ggml_backend_dev_t, const ggml_tensor *) { return true; };
        f.supports_buft = [](ggml_backend_dev_t d, ggml_backend_buffer_type_t b) { return b->device == d && b != &g_host; };
        f.offload_op = [](ggml_backend_dev_t, const ggml_tensor * op) { return opbs(op) >= 32; };
        f.event_new = [](ggml_backend_dev_t d) -> ggml_backend_event_t { auto * e = new ggml_backend_event(); e->device = d; return e; };
        f.event_free = [](ggml_backend_dev_t, ggml_backend_event_t e) { delete e; };
        f.event_synchronize = [](ggml_backend_dev_t, ggml_backend_event_t) {};
    }
    g_host = *ggml_backend_cpu_buffer_type();
    g_host.iface.get_name = [](ggml_backend_buffer_type_t) -> const char * { return "CUDA_Host"; };
    g_host.device = n ? &g_devs[0]->dev : nullptr;
    if (n) ggml_backend_register(&g_reg);
}
static ggml_type type_of(const std::string & s) {
    for (int i = 0; i < GGML_TYPE_COUNT; i++) { const char * n = ggml_type_name((ggml_type) i); if (n && s == n) return (ggml_type) i; }
    return GGML_TYPE_F16;
}
template <typename T> static auto moe_cache(T & c, size_t bytes, int) -> decltype((void) c.moe_cache_size) { c.moe_cache_size = bytes; }
template <typename T> static void moe_cache(T &, size_t, long) {}
static std::string g_err;
// where builds keep it: in the hyper-parameters, or in the parameters of the model
template <typename T> static auto no_alloc_of(T & m, int) -> decltype((m.hparams.no_alloc)) { return m.hparams.no_alloc; }
template <typename T> static bool & no_alloc_of(T & m, long) { return m.params.no_alloc; }
static bool & no_alloc_of(llama_model & m) { return no_alloc_of(m, 0); }
int main(int argc, char ** argv) {
    llama_log_set([](ggml_log_level l, const char * t, void *) { if (getenv("ORACLE_LOG")) fputs(t, stderr); else if (l >= GGML_LOG_LEVEL_ERROR && l != GGML_LOG_LEVEL_CONT) g_err = t; }, nullptr);
    int ndev = atoi(getenv("ORACLE_DEVS") ? getenv("ORACLE_DEVS") : "1");
    std::vector<size_t> mem;
    { std::stringstream ss(getenv("ORACLE_MEM") ? getenv("ORACLE_MEM") : "24576"); std::string x; while (std::getline(ss, x, ',')) mem.push_back((size_t) std::stoull(x) << 20); }
    llama_backend_init();
    ggml_backend_cpu_buffer_type()->iface.alloc_buffer = halloc;
    make_devs(ndev, mem);
    std::ifstream in(argv[1]); std::string line;
    while (std::getline(in, line)) {
        if (line.empty()) continue;
        fflush(stdout); if (pid_t pid = fork()) { int st; waitpid(pid, &st, 0); if (st) { printf("{\"line\":\"%s\",\"error\":\"aborted\"}\n", line.substr(0, line.find('\t')).c_str()); fflush(stdout); } continue; }
        std::stringstream ls(line); std::string id, path, rest; std::getline(ls, id, '\t'); std::getline(ls, path, '\t'); std::getline(ls, rest);
        std::map<std::string, std::string> o; { std::stringstream rs(rest); std::string kv; while (rs >> kv) { auto p = kv.find('=');  o[kv.substr(0, p)] = p == std::string::npos ? "1" : kv.substr(p + 1); } }
        auto I = [&](const char * k, long d) { return o.count(k) ? std::stol(o[k]) : d; };
        auto mp = llama_model_default_params(); auto cp = llama_context_default_params();
        mp.no_alloc = true; mp.load_mode = LLAMA_LOAD_MODE_NONE; mp.n_gpu_layers = I("ngl", -1);
        if (o.count("noextra")) mp.use_extra_bufts = false;
        if (o.count("mtp")) mp.load_mtp = true;
        if (o.count("mg")) mp.main_gpu = I("mg",0); std::string sm = o.count("sm") ? o["sm"] : "layer";
        mp.split_mode = sm == "none" ? LLAMA_SPLIT_MODE_NONE : sm == "row" ? LLAMA_SPLIT_MODE_ROW : sm == "tensor" ? LLAMA_SPLIT_MODE_TENSOR : LLAMA_SPLIT_MODE_LAYER;
        std::vector<float> ts(llama_max_devices() + 1, 0.0f);
        if (o.count("ts")) { std::stringstream s(o["ts"]); std::string x; int i = 0; while (std::getline(s, x, ',')) ts[i++] = std::stof(x); mp.tensor_split = ts.data(); }
        std::vector<ggml_backend_dev_t> devs; int use = I("dev", ndev); for (int i = 0; i < use; i++) devs.push_back(&g_devs[i]->dev); devs.push_back(nullptr);
        mp.devices = devs.data();
        std::vector<std::string> pats; std::vector<llama_model_tensor_buft_override> ov;
        long nc = I("ncmoe", 0); for (long i = 0; i < nc; i++) pats.push_back("blk\\." + std::to_string(i) + "\\.ffn_(up|down|gate|gate_up)_(ch|)exps");
        if (o.count("cmoe")) pats.push_back("\\.ffn_(up|down|gate|gate_up)_(ch|)exps");
        for (auto & p : pats) ov.push_back({p.c_str(), ggml_backend_cpu_buffer_type()});
        std::vector<std::pair<std::string,std::string>> ots; if (o.count("ot")) { std::stringstream q(o["ot"]); std::string x; while (std::getline(q, x, ',')) { auto p = x.rfind('='); ots.push_back({x.substr(0,p), x.substr(p+1)}); } }
        for (auto & p : ots) { ggml_backend_buffer_type_t bt = ggml_backend_cpu_buffer_type(); for (auto * d : g_devs) if (d->name == p.second) bt = &d->buft; ov.insert(ov.begin() + (&p - &ots[0]), {p.first.c_str(), bt}); }
        if (!ov.empty()) { ov.push_back({nullptr, nullptr}); mp.tensor_buft_overrides = ov.data(); }
        cp.n_ctx = I("c", 4096); cp.n_batch = I("b", 2048); cp.n_ubatch = I("ub", 512); cp.n_seq_max = I("np", 1);
        std::string fa = o.count("fa") ? o["fa"] : "auto";
        cp.flash_attn_type = fa == "on" ? LLAMA_FLASH_ATTN_TYPE_ENABLED : fa == "off" ? LLAMA_FLASH_ATTN_TYPE_DISABLED : LLAMA_FLASH_ATTN_TYPE_AUTO;
        if (o.count("ctk")) cp.type_k = type_of(o["ctk"]);
        if (o.count("ctv")) cp.type_v = type_of(o["ctv"]);
        cp.kv_unified = I("kvu", 0); cp.swa_full = I("swafull", 0); cp.op_offload = I("opoff", 1); cp.offload_kqv = !I("nkvo", 0);
        cp.n_outputs_max = I("outmax", 0); moe_cache(cp, (size_t) I("moecache", 0) << 20, 0); if (o.count("nrs")) cp.n_rs_seq = I("nrs",0); if (o.count("emb")) cp.embeddings = true; if (o.count("pool")) cp.pooling_type = (enum llama_pooling_type) I("pool",0);
        g_err.clear();
        printf("{\"id\":\"%s\",\"model\":\"%s\",\"args\":\"%s\"", id.c_str(), path.substr(path.rfind('/') + 1).c_str(), rest.c_str());
        llama_model * m = llama_model_load_from_file(path.c_str(), mp);
        if (m && !getenv("ORACLE_DRY")) no_alloc_of(*m) = false;
        // one device made of all: its buffer types are told apart by what each GPU holds
        bool joined = m && sm == "tensor";
        std::vector<size_t> weights;
        if (joined) {
            std::map<ggml_backend_buffer_type_t, std::vector<ggml_tensor *>> whole;
            for (auto & [n, t] : m->tensors_by_name) if (ggml_backend_buft_is_meta(t->buffer->buft)) whole[t->buffer->buft].push_back(t);
            for (auto & [bt, list] : whole) {
                auto * copies = ggml_init({list.size() * ggml_tensor_overhead(), nullptr, true});
                for (auto * t : list) ggml_set_name(ggml_dup_tensor(copies, t), t->name);
                ggml_backend_alloc_ctx_tensors_from_buft(copies, bt);
            }
            for (auto * d : g_devs) weights.push_back(d->held);
        }
        llama_context * c = m ? llama_init_from_model(m, cp) : nullptr;
        if (!c) { for (auto & ch : g_err) if (ch == '"' || ch == '\n' || ch == '\\') ch = ' '; printf(",\"error\":\"%s\"}\n", g_err.c_str()); fflush(stdout); _exit(0); }
        std::map<ggml_backend_buffer_type_t, size_t> lorab;
        if (o.count("lora")) { llama_adapter_lora * la = llama_adapter_lora_init(m, o["lora"].c_str());
            if (!la) { for (auto & ch : g_err) if (ch == '"' || ch == '\n' || ch == '\\') ch = ' '; printf(",\"error\":\"lora %s\"}\n", g_err.c_str()); fflush(stdout); _exit(0); }
            for (auto & bf : la->bufs) lorab[ggml_backend_buffer_get_type(bf.get())] += ggml_backend_buffer_get_size(bf.get());
            float sc = 1; llama_set_adapters_lora(c, &la, 1, &sc); c->sched_reserve(); }
        llama_context * second = nullptr;
        if (o.count("mtpctx") || o.count("md")) {
            // as common_speculative_init_result does: on the weights of the model, or on those of a draft model
            llama_model * m2 = m;
            if (o.count("md")) { auto mp2 = mp; mp2.n_gpu_layers = I("ngld", -1); mp2.tensor_buft_overrides = nullptr; m2 = llama_model_load_from_file(o["md"].c_str(), mp2); if (m2) no_alloc_of(*m2) = false; }
            auto cp2 = cp; cp2.n_ctx = llama_n_ctx(c); cp2.n_rs_seq = 0; cp2.ctx_other = c; cp2.n_outputs_max = I("np", 1);
            if (o.count("mtpctx")) cp2.ctx_type = LLAMA_CONTEXT_TYPE_MTP;
            cp2.type_k = o.count("ctkd") ? type_of(o["ctkd"]) : GGML_TYPE_F16; cp2.type_v = o.count("ctvd") ? type_of(o["ctvd"]) : GGML_TYPE_F16;
            second = m2 ? llama_init_from_model(m2, cp2) : nullptr;
            if (!second) { for (auto & ch : g_err) if (ch == '"' || ch == '\n' || ch == '\\') ch = ' '; printf(",\"error\":\"second context: %s\"}\n", g_err.c_str()); fflush(stdout); _exit(0); }
        }
        printf(",\"n_ctx\":%u,\"buffers\":{", llama_n_ctx(c));
        bool first = true;
        auto all = llama_get_memory_breakdown(c);
        decltype(all) beside; if (second) beside = llama_get_memory_breakdown(second);
        if (!no_alloc_of(*m)) { for (auto & [b, d] : all) d.model = 0; no_alloc_of(*m) = true; for (auto & [b, z] : m->memory_breakdown()) all[b].model += z; }
        for (auto & [b, z] : lorab) all[b].model += z;
        if (joined) {
            size_t compute = 0;
            for (auto & bp : c->backends) if (ggml_backend_is_meta(bp.get())) compute += ggml_backend_sched_get_buffer_size(c->sched.get(), bp.get());
            for (int i = 0; i < use; i++) {
                printf("%s\"%s\":[%zu,%zu,%zu]", first ? "" : ",", g_devs[i]->name.c_str(), weights[i], g_devs[i]->held - weights[i] - compute, compute); first = false;
            }
        }
        for (auto & [b, d] : all) {
            if (d.model + d.context + d.compute == 0 || ggml_backend_buft_is_meta(b)) continue;
            printf("%s\"%s\":[%zu,%zu,%zu]", first ? "" : ",", ggml_backend_buft_name(b), d.model, d.context, d.compute); first = false;
        }
        printf("}");
        if (second) {
            printf(",\"second\":{"); first = true;
            for (auto & [b, d] : beside) {
                if (d.context + d.compute == 0) continue;
                printf("%s\"%s\":[%zu,%zu]", first ? "" : ",", ggml_backend_buft_name(b), d.context, d.compute); first = false;
            }
            printf("}");
        }
        printf("}\n"); fflush(stdout); _exit(0);
    }
}
