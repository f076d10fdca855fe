# {{jreleaserCreationStamp}}
# yaml-language-server: $schema=https://aka.ms/winget-manifest.installer.1.9.0.schema.json

PackageIdentifier: {{wingetPackageIdentifier}}
PackageVersion: {{wingetPackageVersion}}
ReleaseDate: {{wingetReleaseDate}}
Commands:
  - llmfit
# winget links programs with the ending .exe alone; a script is found by its folder on PATH.
ArchiveBinariesDependOnPath: true
Installers:
  - Architecture: neutral
    InstallerUrl: {{distributionUrl}}
    InstallerSha256: {{distributionChecksumSha256}}
    InstallerType: zip
    NestedInstallerType: portable
    NestedInstallerFiles:
      - RelativeFilePath: {{distributionArtifactRootEntryName}}\bin\{{distributionExecutableWindows}}
    Dependencies:
      PackageDependencies:
        - PackageIdentifier: EclipseAdoptium.Temurin.25.JRE
ManifestType: installer
ManifestVersion: 1.9.0
