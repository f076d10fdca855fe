{
    "version": "{{projectVersion}}",
    "description": "{{projectDescription}}",
    "homepage": "{{projectLinkHomepage}}",
    "license": "{{projectLicense}}",
    "suggest": {
        "Java 25": "java/temurin25-jre"
    },
    "url": "{{distributionUrl}}",
    "hash": "sha256:{{distributionChecksumSha256}}",
    "extract_dir": "{{distributionArtifactRootEntryName}}",
    "bin": [
        "bin\\llmfit.cmd",
        ["bin\\llmfit.cmd", "llmfit-exact"]
    ],
    "checkver": "github",
    "autoupdate": {
        "url": "{{scoopAutoupdateUrl}}",
        "extract_dir": "{{scoopAutoupdateExtractDir}}",
        "hash": {
            "url": "$baseurl/SHA256SUMS"
        }
    }
}
