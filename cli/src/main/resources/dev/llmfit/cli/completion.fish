# Completion of llmfit for fish. Each candidate is asked of the program: llmfit complete.
function __llmfit_complete
    set -l words (commandline -opc)
    set -l program $words[1]
    set -e words[1]
    set -l current (commandline -ct | string replace -r '^[\'"]' '')
    for line in (command $program complete --word="$current" -- $words 2> /dev/null)
        if test "$line" = ":files"
            __fish_complete_path "$current"
        else
            printf '%s\n' $line
        end
    end
end
for name in llmfit llmfit-exact
    complete -c $name -e
    complete -c $name -f -k -a '(__llmfit_complete)'
end
