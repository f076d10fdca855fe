// Prints the help that llama-server has, from the table of options that all programs of a llama.cpp share: for a source package without the
// server. Built and run by bench/adopt-build.
#include "arg.h"
#include "common.h"

int main(int, char ** argv) {
    char help[] = "--help";
    char * args[] = {argv[0], help, nullptr};
    common_params params;
    return common_params_parse(2, args, params, LLAMA_EXAMPLE_SERVER, nullptr) ? 0 : 1;
}
