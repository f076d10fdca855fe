#!/bin/sh
# Prints what llmfit reads of a machine, for `llmfit probe --from-raw FILE`. It reads only, installs nothing and needs no root.
# LLMFIT_ROOT: where the root folder of the machine is, for example /host in a container that mounts it there.
LC_ALL=C
export LC_ALL
ROOT=${LLMFIT_ROOT:-}

entry() {
    printf '= %s\n' "$1"
    sed 's/^/|/'
    echo
}
file() {
    for path in "$@"; do
        if [ -f "$ROOT$path" ] && [ -r "$ROOT$path" ]; then
            head -c 1048576 "$ROOT$path" 2>/dev/null | tr -d '\000' | entry "files$path"
        fi
    done
}
link() {
    target=$(readlink "$ROOT$1") && printf '%s\n' "$target" | entry "links$1"
}
list() {
    if [ -d "$ROOT$1" ]; then
        ls -A "$ROOT$1" 2>/dev/null | entry "lists$1.list"
    fi
}
# Files that match a pattern, as the machine names them.
files() {
    for found in "$ROOT"$1; do
        [ -e "$found" ] && file "${found#"$ROOT"}"
    done
}
# tool ENTRY COMMAND ...: what a tool prints, if it is there and ends in time with code 0.
tool() {
    name=$1
    shift
    command -v "$1" >/dev/null 2>&1 || return 0
    if command -v timeout >/dev/null 2>&1; then set -- timeout 10 "$@"; fi
    if output=$("$@" 2>/dev/null </dev/null); then
        printf '%s\n' "$output" | entry "commands/$name"
    else
        printf 'it did not end in time with code 0\n' | entry "commands/$name.failed"
    fi
}
# The folder of a control group and those above it.
groups() {
    folder=$2
    while :; do
        [ "$folder" = / ] && folder=
        for limit in cpu.max cpu.cfs_quota_us cpu.cfs_period_us memory.max memory.high memory.current memory.stat \
            memory.limit_in_bytes memory.usage_in_bytes; do
            file "$1$folder/$limit"
        done
        [ -z "$folder" ] && break
        folder=${folder%/*}
    done
}

case $(uname -s) in
    Darwin) system='Mac OS X' ;;
    *) system=$(uname -s) ;;
esac
case $(uname -m) in
    x86_64) machine=amd64 ;;
    arm64) machine=aarch64 ;;
    *) machine=$(uname -m) ;;
esac
printf 'os=%s\narch=%s\n' "$system" "$machine" | entry platform.txt

if [ "$system" = 'Mac OS X' ]; then
    for key in @SYSCTL@; do
        value=$(sysctl -n "$key" 2>/dev/null) && printf '%s=%s\n' "$key" "$value"
    done | entry libraries/sysctl.txt
else
    file /proc/meminfo /proc/cpuinfo /proc/sys/kernel/osrelease /proc/device-tree/model /proc/driver/nvidia/version \
        /etc/nv_tegra_release /.dockerenv
    grep -vi serial "$ROOT/run/udev/data/+dmi:id" 2>/dev/null | entry files/run/udev/data/+dmi:id
    grep '^Cpus_allowed_list' "$ROOT/proc/self/status" 2>/dev/null | entry files/proc/self/status
    file /proc/self/cgroup
    grep ' - cgroup' "$ROOT/proc/self/mountinfo" 2>/dev/null | entry files/proc/self/mountinfo
    while IFS=: read -r number controllers path; do
        case ",$controllers," in
            ,,) groups /sys/fs/cgroup "$path" ;;
            *,memory,*) groups /sys/fs/cgroup/memory "$path" ;;
            *,cpu,*) groups /sys/fs/cgroup/cpu "$path" ;;
        esac
    done <"$ROOT/proc/self/cgroup" 2>/dev/null
    list /sys/block
    files '/sys/block/zram*/disksize'
    list /sys/bus/virtio/drivers/virtio_balloon
    file /sys/devices/system/cpu/online /sys/devices/cpu_core/cpus /sys/devices/cpu_atom/cpus
    files '/sys/devices/system/cpu/cpu[0-9]*/topology/core_cpus_list'
    files '/sys/devices/system/cpu/cpu[0-9]*/topology/thread_siblings_list'
    files '/sys/devices/system/cpu/cpu[0-9]*/topology/physical_package_id'
    list /sys/devices/system/node
    files '/sys/devices/system/node/node[0-9]*/cpulist'
    files '/sys/devices/system/node/node[0-9]*/meminfo'
    list /sys/class/kfd/kfd/topology/nodes
    files '/sys/class/kfd/kfd/topology/nodes/*/properties'
    list /sys/class/kgsl
    file /sys/class/kgsl/kgsl-3d0/gpu_model
    ls -A "$ROOT/dev" 2>/dev/null | grep -E '^(nvidia|kfd|dri|mali|dxg|kgsl|accel)' | entry lists/dev.list
    list /dev/dri
    list /usr/lib/wsl/lib
    list /sys/bus/pci/devices
    for card in "$ROOT"/sys/bus/pci/devices/*; do
        card=${card#"$ROOT"}
        case $(cat "$ROOT$card/class" 2>/dev/null) in
            0x03* | 0x12*) ;;
            *) continue ;;
        esac
        file "$card/class" "$card/vendor" "$card/device" "$card/max_link_speed" "$card/current_link_speed" \
            "$card/current_link_width" "$card/resource" "$card/power/runtime_status" "$card/product_name" \
            "$card/mem_info_vram_total" "$card/mem_info_vram_used" "$card/mem_info_gtt_total"
        link "$card/driver"
        list "$card"
        list "$card/drm"
        files "$card/tile*/physical_vram_size_bytes"
        files "$card/drm/*/lmem_total_bytes"
    done
fi
env | grep -E '^(@VARIABLES@)=' | entry environment.txt
@TOOLS@
