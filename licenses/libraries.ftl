<#-- What license-maven-plugin writes beside the shipped jars: one line a library. -->
Libraries that llmfit ships: group:name, version, licence as its authors declare it, home.
Texts: a file or folder of the library's name here; LICENSE is the text of Apache-2.0.

<#list dependencyMap as e>
<#assign p = e.getKey()/>
${((p.groupId + ":" + p.artifactId)?right_pad(50) + p.version?right_pad(15) + e.getValue()?join(" or ")?right_pad(35) + (p.url)!"")?trim}
</#list>
