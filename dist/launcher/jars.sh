app=${root%/*}/lib # jars
case $app in
    *:* | *'
'*) refuse "the path of $app holds a colon or a line break, which Java cannot have in it: move or rename the folder." ;;
esac
needed=java
jdk=$(find_jdk) || refuse "this archive needs a Java 25 or later: install one, or set LLMFIT_JAVA_HOME."
java=$jdk/bin/java
classpath=
for jar in @JARS@; do classpath=$classpath:$app/$jar; done
classpath=${classpath#:}

# The first call of a user makes a cache for a fast start. Without a place for it, starts are slower and the same.
caches=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/llmfit/start
of=$app:$jdk
said=
[ -r "$caches/of" ] && read -r said < "$caches/of"
if [ "$said" != "$of" ] || [ "$app/llmfit.jar" -nt "$caches/of" ] || [ "$jdk/release" -nt "$caches/of" ]; then
    if mkdir -p "$caches" 2> /dev/null && mkdir "$caches/new" 2> /dev/null; then
        trap 'rm -rf "$caches/new"' EXIT
        trap 'rm -rf "$caches/new"; exit 130' HUP INT TERM
        echo "llmfit: preparing a fast start ..." >&2
        for what in "help:train help" "probe:train probe" "search:train search" "mcp:train mcp" llmfit:train; do
            # shellcheck disable=SC2086
            "$java" -XX:AOTCacheOutput="$caches/new/${what%:*}.aot" $flags -XX:TieredStopAtLevel=1 -cp "$classpath" dev.llmfit.cli.Main ${what#*:} > /dev/null 2>&1 < /dev/null \
                && mv "$caches/new/${what%:*}.aot" "$caches/"
        done
        printf '%s\n' "$of" > "$caches/of"
        rm -rf "$caches/new"
        trap - EXIT HUP INT TERM
    fi
fi
