@echo off
rem Starts llmfit. Needs a Java 25 or later: JAVA_HOME, LLMFIT_JAVA_HOME or PATH. Setting: LLMFIT_JAVA_OPTS (JVM options).
setlocal
set "app=%~dp0..\lib"
set "java="
for %%H in ("%LLMFIT_JAVA_HOME%" "%JAVA_HOME%") do if not defined java if not "%%~H"=="" call :take "%%~H"
if not defined java for /f "delims=" %%J in ('where java.exe 2^>nul') do if not defined java call :take "%%~dpJ.."
if not defined java for /d %%H in ("%ProgramFiles%\Eclipse Adoptium\*" "%ProgramFiles%\Java\*" "%ProgramFiles%\Microsoft\jdk-*") do if not defined java call :take "%%~H"
if not defined java (
    echo llmfit: this archive needs a Java 25 or later: install one ^(for example winget install EclipseAdoptium.Temurin.25.JDK^), or set LLMFIT_JAVA_HOME.>&2
    exit /b 1
)
set flags=--enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -XX:-UsePerfData -XX:+DisplayVMOutputToStderr -Xlog:disable -Xlog:all=warning:stderr -Dfile.encoding=UTF-8 -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8
set tier=-XX:TieredStopAtLevel=1
if "%~1"=="serve" set "tier="
if "%~1"=="mcp" set "tier="
if "%~1"=="tui" set "tier="
"%java%" %flags% %tier% %LLMFIT_JAVA_OPTS% -cp "@JARS@" dev.llmfit.cli.Main %*
exit /b %ERRORLEVEL%

:take
rem Takes a folder whose file "release" tells of a Java 25 or later.
if not exist "%~1\bin\java.exe" exit /b
if not exist "%~1\release" exit /b
for /f "tokens=2 delims==." %%V in ('findstr /b "JAVA_VERSION=" "%~1\release"') do set "found=%%~V"
set "found=%found:"=%"
if %found% GEQ 25 set "java=%~1\bin\java.exe"
exit /b
