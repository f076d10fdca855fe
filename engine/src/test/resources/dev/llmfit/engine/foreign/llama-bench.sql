CREATE TABLE IF NOT EXISTS llama_bench (
  build_commit TEXT,
  avg_ts REAL
);

INSERT INTO llama_bench (build_commit, build_number, cpu_info, gpu_info, backends, model_filename, model_type, model_size, model_n_params, n_batch, n_ubatch, n_threads, type_k, type_v, n_gpu_layers, flash_attn, n_prompt, n_gen, n_depth, test_time, avg_ns, stddev_ns, avg_ts, stddev_ts) VALUES ('3b1d6d7', '11434', 'AMD Ryzen 9 7950X', 'AMD Radeon RX 7900 XTX', 'Vulkan', 'it''s, a.gguf', 'qwen3moe 30B.A3B Q4_K - Medium', '18550716416', '30532122624', '2048', '512', '16', 'f16', 'f16', '99', '1', '0', '128', '0', '2026-11-01T10:00:00Z', '800000000', '1000000', '160.100000', '0.500000');
INSERT INTO llama_bench (broken
