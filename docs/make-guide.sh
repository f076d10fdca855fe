#!/bin/sh
# Writes docs/guide.md: the tables for usual cards and Macs. Run from the project's root.
set -eu
cd "$(dirname "$0")/.."
section() { # title, hardware, use case
    printf '\n## %s\n```\n$ llmfit recommend --hardware %s%s\n' "$1" "$2" "${3:+ --use-case $3}"
    NO_COLOR=1 COLUMNS=100 ${LLMFIT:-./llmfit} recommend --hardware "$2" ${3:+--use-case "$3"} || test $? = 3 # not fitting is an answer too
    printf '```\n'
}
{
    cat docs/guide-head.md
    section '8 GB card' geforce-rtx-4060-8g
    section '12 GB card' geforce-rtx-3060-12g
    section '16 GB card' geforce-rtx-4060-ti-16g
    section '24 GB card' geforce-rtx-4090-24g
    section '48 GB card' rtx-a6000-48g
    section '80 GB card' h100-sxm5-80g
    section 'Mac with 16 GB' apple-m2-8c-16g
    section 'Mac with 24 GB' apple-m4-10c-24g
    section 'Mac with 32 GB' apple-m2-pro-19c-32g
    section 'Mac with 48 GB' apple-m4-pro-20c-48g
    section 'Mac with 64 GB' apple-m2-max-38c-64g
    section 'Mac with 96 GB' apple-m2-max-38c-96g
    section 'Mac with 128 GB' apple-m3-max-40c-128g
    section 'Raspberry Pi 5 with 8 GB' rpi5-8g
    section '12 GB card: coding' geforce-rtx-3060-12g coding
    section 'Mac with 64 GB: coding' apple-m2-max-38c-64g coding
    for use in coding reasoning rag agents vision embedding; do
        section "24 GB card: $use" geforce-rtx-4090-24g "$use"
    done
} > docs/guide.md.new
mv docs/guide.md.new docs/guide.md
