from rest_framework import serializers

from accounts.models import Profile

from .models import Comment, Ticket


class TicketSerializer(serializers.ModelSerializer):
    class Meta:
        model = Ticket
        fields = ["id", "subject", "body", "state", "priority", "created"]
        read_only_fields = ["created"]


class ProfileSerializer(serializers.ModelSerializer):
    class Meta:
        model = Profile
        fields = ["id", "department", "phone"]


class CommentSerializer(serializers.ModelSerializer):
    class Meta:
        model = Comment
        fields = ["id", "ticket", "text", "created"]


class LookupSerializer(serializers.Serializer):
    url = serializers.URLField()
    depth = serializers.IntegerField(min_value=1, max_value=3, default=1)
