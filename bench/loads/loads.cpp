// Loads each file that stdin names, in a process of its own, and makes a context; prints "loads" or "refused" behind the line's other cells.
// An assertion that fails, a signal or 20 seconds without an end is a refusal.
#include "llama.h"

#include <iostream>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

static bool loads(const std::string & file) {
    llama_model_params model_params = llama_model_default_params();
    model_params.use_extra_bufts = false;
    model_params.n_gpu_layers = 0;
    model_params.no_alloc = true;
    model_params.load_mode = LLAMA_LOAD_MODE_NONE;
    llama_model * model = llama_model_load_from_file(file.c_str(), model_params);
    if (!model) {
        return false;
    }
    llama_context_params context_params = llama_context_default_params();
    context_params.n_ctx = 1024;
    context_params.n_batch = 512;
    context_params.n_ubatch = 512;
    context_params.n_seq_max = 1;
    return llama_init_from_model(model, context_params) != nullptr;
}

int main() {
    llama_log_set([](ggml_log_level, const char *, void *) {}, nullptr);
    llama_backend_init();
    for (std::string line; std::getline(std::cin, line);) {
        const size_t tab = line.find('\t');
        const pid_t child = fork();
        if (child == 0) {
            alarm(20);
            if (!freopen("/dev/null", "w", stderr) || !freopen("/dev/null", "w", stdout)) {
                _exit(2);
            }
            _exit(loads(line.substr(0, tab)) ? 0 : 1);
        }
        int status = 0;
        waitpid(child, &status, 0);
        const bool ok = WIFEXITED(status) && WEXITSTATUS(status) == 0;
        std::cout << line.substr(tab + 1) << '\t' << (ok ? "loads" : "refused") << std::endl;
    }
}
