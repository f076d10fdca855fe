app=${root%/*}/lib # jars and caches
case $app in
    *:* | *'
'*) refuse "the path of $app holds a colon or a line break, which Java cannot have in it: move or rename the folder." ;;
esac
java=${app%/lib}/runtime/bin/java
[ -x "$java" ] || refuse "$java is missing or may not be run: unpack the archive again, where programs may be run."
classpath=
for jar in @JARS@; do classpath=$classpath:$app/$jar; done
classpath=${classpath#:}
