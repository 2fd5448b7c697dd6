{{/* What the schema cannot say: each a line that names the value. */}}
{{- define "mailweave.checks" -}}
{{- $sasl := hasPrefix "SASL" .Values.kafka.securityProtocol -}}
{{- $tls := hasSuffix "SSL" .Values.kafka.securityProtocol -}}
{{- $isFile := hasPrefix "file://" .Values.blobs.url -}}
{{- if and .Values.kafka.clientCertificateSecret (not $tls) -}}
{{- fail "kafka.clientCertificateSecret needs kafka.securityProtocol SSL or SASL_SSL" -}}
{{- end -}}
{{- if and (hasPrefix "verify-" .Values.database.sslMode) (not .Values.database.caSecret.name) -}}
{{- fail (printf "database.sslMode %s needs database.caSecret.name" .Values.database.sslMode) -}}
{{- end -}}
{{- if and $isFile (not .Values.blobs.persistence.enabled) -}}
{{- fail "blobs.url file:// needs blobs.persistence.enabled: every pod would have a folder of its own" -}}
{{- end -}}
{{- if and .Values.blobs.persistence.enabled (not $isFile) -}}
{{- fail "blobs.persistence.enabled is for a blobs.url file:///… alone" -}}
{{- end -}}
{{- if and .Values.ingress.enabled (not .Values.ingress.host) -}}
{{- fail "ingress.enabled needs ingress.host" -}}
{{- end -}}
{{- end }}
