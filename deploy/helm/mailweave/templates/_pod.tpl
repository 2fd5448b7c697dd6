{{/* The restricted profile of Pod Security, of a pod and of a container. */}}
{{- define "mailweave.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ .Values.runAsUser | int64 }}
runAsGroup: {{ .Values.runAsUser | int64 }}
fsGroup: {{ .Values.runAsUser | int64 }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "mailweave.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{/* Of a pod what all have: (dict "root" $ "account" name of its service account) */}}
{{- define "mailweave.podHead" -}}
{{- $values := .root.Values -}}
serviceAccountName: {{ .account }}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  {{- include "mailweave.podSecurity" .root | nindent 2 }}
{{- with $values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with $values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with $values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* Volumes: (dict "root" $ "needed" keys of the Secret "wanted" keys it may have "blobs" whether blobs are used) */}}
{{- define "mailweave.volumes" -}}
{{- $values := .root.Values -}}
{{- $needed := .needed -}}
{{- if hasPrefix "SASL" $values.kafka.securityProtocol -}}
{{- $needed = concat $needed (list "EMAIL_KAFKA_USERNAME" "EMAIL_KAFKA_PASSWORD") -}}
{{- end -}}
- name: tmp
  emptyDir: {sizeLimit: 256Mi}
- name: secrets
  projected:
    defaultMode: 0440
    sources:
      - secret:
          name: {{ $values.secret.name }}
          items:
            {{- range $needed }}
            - {key: {{ . }}, path: {{ . }}}
            {{- end }}
      {{- if .wanted }}
      - secret:
          name: {{ $values.secret.name }}
          optional: true
          items:
            {{- range .wanted }}
            - {key: {{ . }}, path: {{ . }}}
            {{- end }}
      {{- end }}
{{- if or $values.caSecret.name $values.database.caSecret.name }}
- name: trust
  projected:
    defaultMode: 0440
    sources:
      {{- with $values.caSecret }}
      {{- if .name }}
      - secret: {name: {{ .name }}, items: [{key: {{ .key }}, path: ca.crt}]}
      {{- end }}
      {{- end }}
      {{- with $values.database.caSecret }}
      {{- if .name }}
      - secret: {name: {{ .name }}, items: [{key: {{ .key }}, path: database-ca.crt}]}
      {{- end }}
      {{- end }}
{{- end }}
{{- with $values.kafka.clientCertificateSecret }}
- name: kafka
  secret:
    secretName: {{ . }}
    defaultMode: 0440
    items: [{key: tls.crt, path: tls.crt}, {key: tls.key, path: tls.key}]
{{- end }}
{{- if .blobs }}
{{- with $values.blobs.credentialsFile }}
{{- if .name }}
- name: google
  secret: {secretName: {{ .name }}, defaultMode: 0440, items: [{key: {{ .key }}, path: key.json}]}
{{- end }}
{{- end }}
{{- with $values.blobs.persistence }}
{{- if .enabled }}
- name: blobs
  persistentVolumeClaim:
    claimName: {{ .existingClaim | default (printf "%s-blobs" (include "mailweave.fullname" $.root)) }}
{{- end }}
{{- end }}
{{- end }}
{{- with $values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "mailweave.volumeMounts" -}}
{{- $values := .root.Values -}}
- {name: tmp, mountPath: /tmp}
- {name: secrets, mountPath: {{ include "mailweave.secretsDir" .root }}, readOnly: true}
{{- if or $values.caSecret.name $values.database.caSecret.name }}
- {name: trust, mountPath: {{ include "mailweave.trustDir" .root }}, readOnly: true}
{{- end }}
{{- if $values.kafka.clientCertificateSecret }}
- {name: kafka, mountPath: {{ include "mailweave.kafkaDir" .root }}, readOnly: true}
{{- end }}
{{- if and .blobs $values.blobs.credentialsFile.name }}
- {name: google, mountPath: {{ include "mailweave.googleDir" .root }}, readOnly: true}
{{- end }}
{{- if and .blobs $values.blobs.persistence.enabled }}
- {name: blobs, mountPath: {{ trimPrefix "file://" $values.blobs.url }}}
{{- end }}
{{- with $values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* Environment of one container that no ConfigMap has. */}}
{{- define "mailweave.blobEnv" -}}
{{- range $name, $value := .Values.blobs.env }}
- {name: {{ $name }}, value: {{ include "mailweave.text" $value | quote }}}
{{- end }}
{{- if .Values.blobs.credentialsFile.name }}
- {name: GOOGLE_APPLICATION_CREDENTIALS, value: {{ include "mailweave.googleDir" . }}/key.json}
{{- end }}
{{- end }}
