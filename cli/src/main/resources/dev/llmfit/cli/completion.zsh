#compdef llmfit llmfit-exact
# Completion of llmfit for zsh. Each candidate is asked of the program: llmfit complete.
_llmfit() {
    local line files=0
    local -a values shown
    for line in "${(@f)$(command ${words[1]} complete --word="${(Q)PREFIX}" -- "${(@Q)words[2,CURRENT-1]}" 2> /dev/null)}"; do
        if [[ $line == :files ]]; then
            files=1
        elif [[ -n $line ]]; then
            values+=("${line%%$'\t'*}")
            shown+=("${line/$'\t'/  }")
        fi
    done
    (( $#values )) && compadd -l -d shown -a -- values
    (( files )) && { [[ $PREFIX == --*=* ]] && compset -P '*='; _files }
    return 0
}
if [[ ${funcstack[1]:-} == _llmfit ]]; then _llmfit "$@"; else compdef _llmfit llmfit llmfit-exact; fi
