# {{jreleaserCreationStamp}}
class {{brewFormulaName}} < Formula
  desc "{{projectDescription}}"
  homepage "{{projectLinkHomepage}}"
  url "{{distributionUrl}}"
  version "{{projectVersion}}"
  sha256 "{{distributionChecksumSha256}}"
  license "{{projectLicense}}"

  depends_on "openjdk@25"

  conflicts_with "llmfit", because: "both install the command llmfit"

  def install
    libexec.install Dir["*"]
    bin.write_env_script libexec/"bin/llmfit", Language::Java.overridable_java_home_env("25")
    bin.install_symlink bin/"llmfit" => "llmfit-exact"
    bash_completion.install_symlink libexec/"share/bash-completion/completions/llmfit"
    zsh_completion.install_symlink libexec/"share/zsh/site-functions/_llmfit"
    fish_completion.install_symlink libexec/"share/fish/vendor_completions.d/llmfit.fish"
    man1.install_symlink Dir[libexec/"share/man/man1/*"]
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/llmfit --version")
    assert_match "GiB", shell_output("#{bin}/llmfit size llama3.1:8b -c 8192 --hardware rtx4090-24g-64g")
  end
end
