# Completion of llmfit for bash. Each candidate is asked of the program: llmfit complete.
_llmfit() {
    local cur='' line i n=0 files='' strip
    local -a words=()
    # bash splits words at : and =, which names of models hold.
    for ((i = 1; i <= COMP_CWORD; i++)); do
        line=${COMP_WORDS[i]}
        line=${line#[\"\']}
        if ((n > 0)) && { [[ $line == [:=]* ]] || [[ ${words[n - 1]} == *[:=] ]]; }; then
            words[n - 1]+=$line
        else
            words[n]=$line
            n=$((n + 1))
        fi
    done
    if ((n > 0)); then
        cur=${words[n - 1]}
        unset "words[$((n - 1))]"
    fi
    strip=''
    if [[ $COMP_WORDBREAKS == *:* ]]; then strip=${cur%"${cur##*[:=]}"}; fi
    COMPREPLY=()
    while IFS= read -r line; do
        if [[ $line == :files ]]; then
            files=1
        else
            line=${line%%$'\t'*}
            COMPREPLY[${#COMPREPLY[@]}]=${line#"$strip"}
        fi
    done < <("${COMP_WORDS[0]}" complete --word="$cur" -- ${words[@]+"${words[@]}"} 2> /dev/null)
    if [[ -n $files ]]; then
        compopt -o filenames 2> /dev/null
        while IFS= read -r line; do COMPREPLY[${#COMPREPLY[@]}]=$line; done < <(compgen -f -- "${cur##*=}")
    fi
}
complete -F _llmfit llmfit llmfit-exact ./llmfit
