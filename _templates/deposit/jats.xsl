<!-- From the plain XHTML of an issue to the elements of JATS 1.3; what is JATS already is copied. An id of JATS is a name
     of XML, which cannot begin with a digit: each has a letter and a stop before it. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xlink="http://www.w3.org/1999/xlink">
  <xsl:output method="xml" encoding="UTF-8"/>
  <xsl:param name="page"/>

  <xsl:template match="@*|node()"><xsl:copy><xsl:apply-templates select="@*|node()"/></xsl:copy></xsl:template>
  <xsl:template match="@id"><xsl:attribute name="id">a.<xsl:value-of select="."/></xsl:attribute></xsl:template>
  <xsl:template match="body//@class|body//@dir|body//@lang|back//@class|back//@dir|back//@lang"/>

  <!-- What only holds others, and what JATS has no element for -->
  <xsl:template match="div|span|time|bdi|cite|sup[a/@role='doc-noteref']"><xsl:apply-templates/></xsl:template>
  <xsl:template match="div/text()[normalize-space()]"><p><xsl:value-of select="normalize-space()"/></p></xsl:template>
  <xsl:template match="div/text()[not(normalize-space())]|br|hr|tbody/text()|tr/text()|table/text()"/>

  <xsl:template match="h2|h3"><title><xsl:apply-templates/></title></xsl:template>
  <xsl:template match="h4|h5|h6"><p><bold><xsl:apply-templates/></bold></p></xsl:template>
  <xsl:template match="p"><p><xsl:apply-templates/></p></xsl:template>
  <xsl:template match="blockquote/p[@class='attribution']"><attrib><xsl:apply-templates/></attrib></xsl:template>
  <xsl:template match="blockquote"><disp-quote><xsl:apply-templates select="node()[not(self::blockquote)]"/></disp-quote><xsl:apply-templates select="blockquote"/></xsl:template>
  <xsl:template match="blockquote/text()[not(normalize-space())]"/>
  <xsl:template match="pre"><preformat><xsl:apply-templates/></preformat></xsl:template>
  <xsl:template match="aside"><boxed-text content-type="{substring-before(concat(@class, ' '), ' ')}"><xsl:apply-templates/></boxed-text></xsl:template>

  <xsl:template match="ul"><list list-type="bullet"><xsl:apply-templates select="li"/></list></xsl:template>
  <xsl:template match="ol"><list list-type="order"><xsl:apply-templates select="li"/></list></xsl:template>
  <xsl:template match="li[p|ul|ol|blockquote|pre|table|figure|div|aside]">
    <list-item>
      <xsl:for-each select="node()[not(self::text()[not(normalize-space())])]">
        <xsl:choose>
          <xsl:when test="self::p|self::ul|self::ol|self::div"><xsl:apply-templates select="."/></xsl:when>
          <xsl:otherwise><p><xsl:apply-templates select="."/></p></xsl:otherwise>
        </xsl:choose>
      </xsl:for-each>
    </list-item>
  </xsl:template>
  <xsl:template match="li"><list-item><p><xsl:apply-templates/></p></list-item></xsl:template>

  <xsl:template match="table"><table-wrap><table><xsl:apply-templates select="thead|tbody"/></table></table-wrap></xsl:template>
  <xsl:template match="figure">
    <fig>
      <xsl:if test="figcaption"><caption><xsl:apply-templates select="figcaption/*"/></caption></xsl:if>
      <xsl:apply-templates select=".//img" mode="block"/>
    </fig>
  </xsl:template>
  <xsl:template match="img" mode="block"><graphic xlink:href="{@src}"><alt-text><xsl:value-of select="@alt"/></alt-text></graphic></xsl:template>
  <xsl:template match="img"><inline-graphic xlink:href="{@src}"><alt-text><xsl:value-of select="@alt"/></alt-text></inline-graphic></xsl:template>

  <xsl:template match="em|i"><italic><xsl:apply-templates/></italic></xsl:template>
  <xsl:template match="strong|b"><bold><xsl:apply-templates/></bold></xsl:template>
  <xsl:template match="code"><monospace><xsl:apply-templates/></monospace></xsl:template>
  <xsl:template match="a[@role='doc-noteref']"><xref ref-type="fn" rid="a.{substring-after(@href, '#')}"><sup><xsl:apply-templates/></sup></xref></xsl:template>
  <xsl:template match="a">
    <xsl:choose>
      <xsl:when test="starts-with(@href, concat($page, '#'))"><xref rid="a.{substring-after(@href, '#')}"><xsl:apply-templates/></xref></xsl:when>
      <xsl:otherwise><ext-link ext-link-type="uri" xlink:href="{@href}"><xsl:apply-templates/></ext-link></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
