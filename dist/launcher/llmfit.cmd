@echo off
rem Starts llmfit. Needs a Java 25 or later: LLMFIT_JAVA_HOME, JAVA_HOME or PATH.
rem Setting: LLMFIT_JAVA_OPTS (JVM options).
setlocal DisableDelayedExpansion
set "app=%~dp0..\lib"
set "java="
for %%H in ("%LLMFIT_JAVA_HOME%" "%JAVA_HOME%") do if not defined java if not "%%~H"=="" call :take "%%~H"
if not defined java for /f "delims=" %%J in ('where java.exe 2^>nul') do if not defined java call :take "%%~dpJ.."
if not defined java for /d %%H in ("%ProgramFiles%\Eclipse Adoptium\*" "%ProgramFiles%\Java\*" "%ProgramFiles%\Microsoft\jdk-*" "%ProgramFiles%\Zulu\*") do if not defined java call :take "%%~H"
if not defined java (
    echo llmfit: this archive needs a Java 25 or later: install one ^(for example winget install EclipseAdoptium.Temurin.25.JDK^), or set LLMFIT_JAVA_HOME.>&2
    exit /b 1
)
set "flags=--enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -XX:-UsePerfData -XX:+DisplayVMOutputToStderr -Xlog:disable -Xlog:all=warning:stderr -Dfile.encoding=UTF-8 -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8"
set "tier=-XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=2 -XX:MaxNewSize=32m"
if "%~1"=="serve" set "tier=-Xms16m -Xmx300m -XX:MaxNewSize=48m"
if "%~1"=="tui" set "tier=-XX:TieredStopAtLevel=1"
rem What is written is UTF-8: the console is told for as long, and told back.
set "page="
for /f "tokens=2 delims=:." %%P in ('chcp 2^>nul') do set "page=%%P"
if defined page set "page=%page: =%"
if "%page%"=="65001" set "page="
if "%page%"=="0" set "page="
if defined page chcp 65001 >nul
"%java%" %flags% %tier% %LLMFIT_JAVA_OPTS% -cp "@JARS@" dev.llmfit.cli.Main %*
set "code=%ERRORLEVEL%"
if defined page chcp %page% >nul
exit /b %code%

rem Takes a folder whose file "release" tells of a Java 25 or later.
:take
if not exist "%~1\bin\java.exe" exit /b
if not exist "%~1\release" exit /b
set "found=0"
for /f "usebackq tokens=1,2 delims==." %%V in ("%~1\release") do if "%%V"=="JAVA_VERSION" set "found=%%~W"
set "found=%found:"=%"
if %found% GEQ 25 set "java=%~1\bin\java.exe"
exit /b
